/* Copying and ticking: the clipboard where the browser allows it, else the text is selected for Ctrl+C. Works without: see the form's button. */
(function () {
  "use strict";

  function say(words) {
    document.querySelectorAll("[data-copy-said]").forEach(function (place) { place.textContent = words; });
  }

  function textOf(source) {
    return "value" in source ? source.value : source.textContent;
  }

  function select(source) {
    if (source.closest("details")) source.closest("details").open = true;
    if (source.select) {
      source.focus();
      source.select();
    } else {
      var range = document.createRange();
      range.selectNodeContents(source);
      var chosen = window.getSelection();
      chosen.removeAllRanges();
      chosen.addRange(range);
    }
  }

  /* The older way works on pages without https, which an inner network often has. */
  function copyOld(source) {
    select(source);
    try {
      return document.execCommand("copy");
    } catch (problem) {
      return false;
    }
  }

  function copied(button) {
    say("已复制");
    var tick = button.dataset.copyTick && document.getElementById(button.dataset.copyTick);
    if (tick && !tick.checked) {
      tick.checked = true;
      tick.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }

  function copy(button) {
    var source = document.getElementById(button.dataset.copyFrom);
    function byHand() {
      if (copyOld(source)) {
        copied(button);
        button.focus();
      } else {
        say("浏览器不允许自动复制，内容已选中，请按 Ctrl+C");
      }
    }
    if (navigator.clipboard && window.isSecureContext) {
      navigator.clipboard.writeText(textOf(source)).then(function () { copied(button); }, byHand);
    } else {
      byHand();
    }
  }

  document.querySelectorAll("[data-copy-from]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { copy(button); });
  });

  var form = document.querySelector("[data-copy-form]");
  if (!form) return;
  document.querySelector("[data-copy-save]").hidden = true;

  function count() {
    var done = form.querySelectorAll('input[name="ticks"]:checked').length;
    document.querySelector("[data-copy-done]").textContent = done;
    document.querySelector("[data-copy-progress]").value = done;
  }

  form.addEventListener("change", function (event) {
    var box = event.target;
    if (box.name !== "ticks") return;
    box.closest(".copy-line").classList.toggle("is-done", box.checked);
    count();
    var data = new FormData();
    data.append("line", box.value);
    data.append("done", box.checked ? "1" : "0");
    fetch(form.action, {
      method: "POST",
      body: data,
      credentials: "same-origin",
      redirect: "error",
      headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value, "X-Requested-With": "fetch" },
    }).then(function (answer) {
      if (!answer.ok) throw new Error(String(answer.status));
    }).catch(function () {
      document.querySelector("[data-copy-save]").hidden = false;
      say("勾选没有保存，请点页面底部“保存勾选”");
    });
  });
}());
