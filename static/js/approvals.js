/* Deciding one item after the other: Alt+J next, Alt+K previous, Alt+1/2 the opinion, Ctrl+Enter to submit. The hint is shown. */
(function () {
  "use strict";
  var hint = document.querySelector("[data-keys]");
  if (hint) hint.hidden = false;

  function go(where) {
    var link = document.querySelector('[data-around="' + where + '"]');
    if (link) link.click();
    return Boolean(link);
  }
  document.addEventListener("keydown", function (event) {
    var radios = document.querySelectorAll('input[name="decision"]');
    var key = event.key.toLowerCase();
    if (event.altKey && !event.ctrlKey && !event.metaKey) {
      if ((key === "j" && go("following")) || (key === "k" && go("previous"))) event.preventDefault();
      else if (/^[1-2]$/.test(key) && radios[key - 1]) {
        event.preventDefault();
        radios[key - 1].checked = true;
        radios[key - 1].focus();
      }
    } else if ((event.ctrlKey || event.metaKey) && key === "enter") {
      var form = document.activeElement && document.activeElement.form;
      var submit = form && form.querySelector('button[type="submit"]');
      if (submit) submit.click();
    }
  });
})();
