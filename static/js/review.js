/* The legal desk: prepared phrases that are clicked in, the number keys for the decision, Ctrl+Enter to submit. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-review]");
  if (!form) return;
  var radios = Array.prototype.slice.call(form.querySelectorAll('input[name="decision"]'));
  var groups = Array.prototype.slice.call(form.querySelectorAll("[data-phrases] [data-for]"));

  function chosen() {
    var radio = radios.filter(function (one) { return one.checked; })[0];
    return radio ? radio.value : "";
  }
  function show() {
    var decision = chosen();
    groups.forEach(function (group) { group.hidden = group.dataset.for !== decision; });
    ["basis", "scope"].forEach(function (name) {
      var box = document.getElementById("div_id_" + name);
      if (box) box.hidden = decision !== "approve";
    });
  }
  groups.forEach(function (group) {
    var field = document.getElementById(group.dataset.field);
    document.getElementById("div_" + group.dataset.field).appendChild(group);
    group.addEventListener("click", function (event) {
      var button = event.target.closest(".phrase");
      if (!button) return;
      field.value = field.value.trim() ? field.value.trim() + "\n" + button.textContent : button.textContent;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.focus();
    });
  });
  form.addEventListener("change", show);
  form.addEventListener("draft:restored", show);
  document.addEventListener("keydown", function (event) {
    if (event.altKey && /^[1-3]$/.test(event.key) && radios[event.key - 1]) {
      event.preventDefault();
      radios[event.key - 1].checked = true;
      radios[event.key - 1].focus();
      show();
    }
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && form.contains(document.activeElement)) {
      var submit = form.querySelector('button[type="submit"]');
      if (submit) submit.click();
    }
  });
  show();
})();
