/* Nothing typed is lost. <form data-draft="key"> keeps its typed text in sessionStorage (this tab, this person):
   restored when the form comes back without an answer from the server, dropped once the server has taken it. */
(function () {
  "use strict";
  var session = document.getElementById("session");
  var person = document.body.dataset.person || (session && session.dataset.person) || "";
  var PREFIX = "draft:";
  var SENT = "draft-sent:";
  var LEFT = "draft-left:"; /* forms without a key, when the login ended by time */

  function store(action) {
    try { return action(window.sessionStorage); } catch (error) { return null; /* storage switched off: plain form */ }
  }
  function keys(start) {
    return store(function (box) {
      return Object.keys(box).filter(function (key) { return key.indexOf(start) === 0; });
    }) || [];
  }
  function forget(key) {
    store(function (box) { box.removeItem(PREFIX + key); box.removeItem(SENT + key); });
  }

  if (document.querySelector("[data-drafts-forget]")) {
    /* the login page: whoever sits down next must not see the words of the one before, but a timed-out session may return */
    if (document.referrer === "" || !/[?&]next=/.test(location.search)) {
      keys(PREFIX).concat(keys(SENT), keys(LEFT)).forEach(function (key) { store(function (box) { box.removeItem(key); }); });
    }
    return;
  }

  function tell(form, undo) {
    var notice = document.createElement("div");
    notice.className = "alert-box alert-info";
    notice.setAttribute("role", "status");
    var words = document.createElement("div");
    words.className = "alert-body draft-notice";
    words.appendChild(document.createTextNode("已恢复您上次填写、还没有保存的内容。"));
    var drop = document.createElement("button");
    drop.type = "button";
    drop.className = "btn btn-outline-secondary btn-sm";
    drop.textContent = "不要了";
    drop.addEventListener("click", function () {
      undo();
      notice.remove();
    });
    words.appendChild(drop);
    notice.appendChild(words);
    form.insertBefore(notice, form.firstChild);
  }

  function kept(element) {
    return element.name && !element.hasAttribute("data-no-draft") && !element.disabled && !element.readOnly &&
      ["hidden", "password", "file", "submit", "button", "reset", "image"].indexOf(element.type) < 0;
  }
  function read(form) {
    var values = [];
    Array.prototype.forEach.call(form.elements, function (element) {
      if (!kept(element)) return;
      if (element.type === "checkbox" || element.type === "radio") values.push([element.name, element.value, element.checked]);
      else if (element.type === "select-multiple") {
        Array.prototype.forEach.call(element.options, function (option) { values.push([element.name, option.value, option.selected]); });
      } else values.push([element.name, element.value]);
    });
    return JSON.stringify(values);
  }
  function write(form, text) {
    JSON.parse(text).forEach(function (entry) {
      Array.prototype.forEach.call(form.elements, function (element) {
        if (element.name !== entry[0] || !kept(element)) return;
        if (element.type === "checkbox" || element.type === "radio") {
          if (element.value === entry[1]) element.checked = entry[2];
        } else if (element.type === "select-multiple") {
          Array.prototype.forEach.call(element.options, function (option) { if (option.value === entry[1]) option.selected = entry[2]; });
        } else if (entry.length === 2) element.value = entry[1];
        element.dispatchEvent(new CustomEvent("draft:restored", { bubbles: true }));
      });
    });
  }

  var forms = Array.prototype.slice.call(document.querySelectorAll("form[data-draft]"));
  var failed = Boolean(document.querySelector("[data-error-page], [data-error-summary]"));
  var saved = Boolean(document.querySelector("[data-saved]"));
  var here = forms.map(function (form) { return person + ":" + form.dataset.draft; });

  /* What was sent from the page before: taken when this page reports success or no longer shows the form. */
  keys(SENT).forEach(function (entry) {
    var key = entry.slice(SENT.length);
    if (failed) store(function (box) { box.removeItem(entry); });
    else if (saved || here.indexOf(key) < 0) forget(key);
    else store(function (box) { box.removeItem(entry); });
  });

  forms.forEach(function (form, index) {
    var key = here[index];
    var first = read(form);
    var dirty = false;
    var leaving = false;
    var draft = store(function (box) { return box.getItem(PREFIX + key); });

    if (draft && draft !== first && !failed) {
      write(form, draft);
      dirty = true;
      tell(form, function () {
        write(form, first);
        forget(key);
        dirty = false;
      });
    }

    function keep() {
      var now = read(form);
      dirty = now !== first;
      store(function (box) { dirty ? box.setItem(PREFIX + key, now) : box.removeItem(PREFIX + key); });
    }
    form.addEventListener("input", keep);
    form.addEventListener("change", keep);
    form.addEventListener("submit", function (event) {
      if (event.defaultPrevented) return;
      leaving = true;
      store(function (box) { box.setItem(SENT + key, "1"); });
    });
    window.addEventListener("pageshow", function (event) { if (event.persisted) leaving = false; });
    document.addEventListener("session:ended", function () { leaving = true; });
    window.addEventListener("beforeunload", function (event) {
      if (!dirty || leaving) return;
      event.preventDefault();
      event.returnValue = "";
    });
  });

  /* Any other form: what stands in it when the login ends by time is given back once, after the next login. */
  function changed(element) {
    if (element.type === "checkbox" || element.type === "radio") return element.checked !== element.defaultChecked;
    if (element.options) return Array.prototype.some.call(element.options, function (option) { return option.selected !== option.defaultSelected; });
    return element.value !== element.defaultValue;
  }
  Array.prototype.forEach.call(document.querySelectorAll("form[method=post]:not([data-draft]):not([data-no-draft])"), function (form, index) {
    var key = LEFT + person + ":" + location.pathname + "#" + index;
    var first = read(form);
    var left = store(function (box) { return box.getItem(key); });
    if (left) {
      store(function (box) { box.removeItem(key); });
      write(form, left);
      var hiding = form.closest("details");
      if (hiding) hiding.open = true;
      tell(form, function () { write(form, first); });
    }
    document.addEventListener("session:ended", function () {
      var typed = Array.prototype.some.call(form.elements, function (element) { return kept(element) && changed(element); });
      if (typed) store(function (box) { box.setItem(key, read(form)); });
    });
  });
})();
