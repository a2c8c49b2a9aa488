/* The morning page: a line that was dealt with stays where it is, marked; the next one gets the focus and the count goes on. */
(function () {
  "use strict";

  function count(name, step) {
    var place = document.querySelector("[" + name + "]");
    if (place) place.textContent = String(Math.max(0, Number(place.textContent) + step));
  }

  function next(line) {
    var lines = Array.prototype.slice.call(document.querySelectorAll("[data-line]"));
    var later = lines.slice(lines.indexOf(line) + 1).concat(lines);
    return later.find(function (other) { return other !== line && !other.classList.contains("is-done"); });
  }

  document.addEventListener("htmx:afterSwap", function (event) {
    var answer = event.detail.elt && event.detail.elt.closest ? event.detail.elt : event.target;
    var line = answer.closest && answer.closest("[data-line]");
    if (!line || !line.querySelector("[data-line-done]") || line.classList.contains("is-done")) return;
    line.classList.add("is-done");
    count("data-lines-left", -1);
    count("data-lines-done", 1);
    var following = next(line);
    var act = following && following.querySelector(".work-actions summary, .work-actions button, .work-actions a");
    if (act) act.focus();
  });

  /* Opening 督办 puts the cursor where the next key is wanted. */
  document.addEventListener("toggle", function (event) {
    if (event.target.matches && event.target.matches(".brief-act[open]")) event.target.querySelector("button[type=submit]").focus();
  }, true);
})();
