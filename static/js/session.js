/* The end of a login by idle time. Two minutes before, a dialog asks; using the page (typing, clicking) keeps the login by itself.
   The server alone knows how long it lasts: it is asked before anything is shown, so a second tab in use keeps this one too. */
(function () {
  "use strict";
  var box = document.getElementById("session");
  if (!box || !window.fetch || !window.HTMLDialogElement) return;
  var LEFT = Number(box.dataset.left);
  var WARNING = Number(box.dataset.warning);
  var KEEP_EVERY = Math.max(1, Math.min(300, (LEFT - WARNING) / 4)) * 1000;
  var timer = null;
  var counter = null;
  var dialog = null;
  var over = false;
  var kept = Date.now();
  var endsAt = 0;

  function ask(url, method) {
    var options = { method: method, credentials: "same-origin", redirect: "manual", cache: "no-store" };
    if (method === "POST") options.headers = { "X-CSRFToken": box.dataset.token };
    return fetch(url, options).then(function (answer) {
      if (answer.type === "opaqueredirect" || answer.status === 403) return 0; /* nobody is logged in, or somebody else is */
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.json().then(function (found) { return found.left; });
    });
  }

  function later(seconds) {
    clearTimeout(timer);
    timer = setTimeout(look, Math.max(0.2, seconds) * 1000);
  }
  function plan(left) {
    if (over) return;
    endsAt = Date.now() + left * 1000;
    if (left <= 0) end();
    else if (left <= WARNING) { warn(); later(Math.min(left, 10)); }
    else { dismiss(); later(left - WARNING); }
  }
  function look() {
    ask(box.dataset.state, "GET").then(plan).catch(function () { later(10); /* no line: nothing is known, nothing is said */ });
  }
  function keep() {
    kept = Date.now();
    ask(box.dataset.keep, "POST").then(plan).catch(function () { later(10); });
  }

  function make() {
    dialog = document.createElement("dialog");
    dialog.className = "session-dialog";
    dialog.setAttribute("aria-labelledby", "session-title");
    var title = document.createElement("h2");
    title.id = "session-title";
    var words = document.createElement("p");
    words.setAttribute("role", "status");
    var button = document.createElement("button");
    button.type = "button";
    dialog.appendChild(title);
    dialog.appendChild(words);
    dialog.appendChild(button);
    dialog.addEventListener("cancel", function (event) { event.preventDefault(); if (!over) keep(); });
    button.addEventListener("click", function () { over ? again() : keep(); });
    document.body.appendChild(dialog);
  }
  function say(title, words, button) {
    if (!dialog) make();
    dialog.querySelector("h2").textContent = title;
    dialog.querySelector("p").textContent = words;
    dialog.querySelector("button").textContent = button;
    if (!dialog.open) dialog.showModal();
  }
  function warn() {
    clearInterval(counter);
    count();
    counter = setInterval(count, 1000);
  }
  function count() {
    var left = Math.max(0, Math.round((endsAt - Date.now()) / 1000));
    var time = left >= 60 ? Math.ceil(left / 60) + " 分钟" : left + " 秒";
    say("还在使用吗？", "较长时间没有操作，" + time + "后将自动退出登录。已经填写的文字会保留在这台电脑上。", "继续使用");
  }
  function dismiss() {
    clearInterval(counter);
    if (dialog && dialog.open) dialog.close();
  }
  function end() {
    over = true;
    clearInterval(counter);
    clearTimeout(timer);
    document.dispatchEvent(new CustomEvent("session:ended"));
    document.body.classList.add("session-over");
    say("已自动退出登录", "较长时间没有操作，为了安全已经退出。重新登录后回到这一页，填写过的文字会恢复。", "重新登录");
  }
  function again() {
    window.location.assign(box.dataset.login + "?next=" + encodeURIComponent(window.location.pathname + window.location.search));
  }

  ["keydown", "pointerdown", "input"].forEach(function (name) {
    document.addEventListener(name, function () {
      if (!over && !(dialog && dialog.open) && Date.now() - kept > KEEP_EVERY) keep();
    }, { capture: true, passive: true });
  });
  document.addEventListener("visibilitychange", function () { if (!document.hidden && !over) look(); }); /* a laptop that slept */
  plan(LEFT);
})();
