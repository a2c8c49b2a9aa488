/* 登记检查: one tap for a group of questions, photos sent as soon as they are chosen, links that open what is folded. */
(function () {
  "use strict";

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-none-of]");
    if (button) {
      event.preventDefault();
      var group = button.closest("[data-group]");
      group.querySelectorAll('input[type="radio"][value="no"]').forEach(function (radio) { radio.checked = true; });
      var first = group.querySelector('input[type="radio"][value="no"]');
      if (first) first.dispatchEvent(new Event("change", { bubbles: true }));
      return;
    }
    var link = event.target.closest('a[href^="#"]');
    if (link) show(link.getAttribute("href").slice(1));
  });

  function show(id) {
    var target = id && document.getElementById(id);
    for (var box = target; box; box = box.parentElement) if (box.tagName === "DETAILS") box.open = true;
    if (!target) return;
    target.scrollIntoView({ block: "center" });
    var control = target.querySelector("input, select, textarea, button");
    if (control) control.focus({ preventScroll: true });
  }
  if (location.hash.length > 1 && document.getElementById(location.hash.slice(1))) {
    for (var box = document.getElementById(location.hash.slice(1)); box; box = box.parentElement) {
      if (box.tagName === "DETAILS") box.open = true;
    }
  }

  /* What was typed before the scripts were there is looked up now. */
  document.addEventListener("DOMContentLoaded", function () {
    setTimeout(function () {
      document.querySelectorAll('input[type="search"][hx-get], input[type="search"][hx-post]').forEach(function (input) {
        if (input.value !== input.defaultValue) input.dispatchEvent(new Event("search"));
      });
    }, 0);
  });

  document.addEventListener("change", function (event) {
    var input = event.target;
    if (input.hasAttribute && input.hasAttribute("data-submit-on-choose") && input.files && input.files.length) {
      input.form.requestSubmit();
    }
  });
  document.addEventListener("draft:restored", function (event) {
    var box = event.target.closest("details");
    if (box && event.target.value && event.target.type === "textarea") box.open = true;
  });
})();
