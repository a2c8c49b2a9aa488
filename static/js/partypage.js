/* The party's page works without this: one submit per click, words kept when the network fails, the place only on consent. */
(function () {
  "use strict";

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (event.defaultPrevented || !form.hasAttribute("data-once")) return; /* refused by the pad: nothing was sent */
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    setTimeout(function () {
      Array.prototype.forEach.call(form.querySelectorAll("button:not([type=button])"), function (button) {
        button.setAttribute("aria-busy", "true");
        button.dataset.label = button.textContent;
        button.textContent = "正在提交，请不要关闭";
      });
    }, 0);
  });
  window.addEventListener("pageshow", function (event) {
    if (!event.persisted) return;
    Array.prototype.forEach.call(document.querySelectorAll("form[data-sent]"), function (form) {
      delete form.dataset.sent;
      Array.prototype.forEach.call(form.querySelectorAll("button[aria-busy]"), function (button) {
        button.removeAttribute("aria-busy");
        button.textContent = button.dataset.label;
      });
    });
  });

  /* What is typed stays in this tab until it has arrived or the party leaves. */
  var drafts = "draft:";
  function forget() {
    Object.keys(sessionStorage).forEach(function (key) {
      if (key.indexOf(drafts) === 0) sessionStorage.removeItem(key);
    });
  }
  try {
    if (/[?&]done=/.test(window.location.search)) forget();
    var leave = document.querySelector("form.leave");
    if (leave) leave.addEventListener("submit", forget);
    Array.prototype.forEach.call(document.querySelectorAll("textarea"), function (area) {
      var key = drafts + window.location.pathname + area.name;
      if (!area.value) area.value = sessionStorage.getItem(key) || "";
      area.addEventListener("input", function () { sessionStorage.setItem(key, area.value); });
    });
  } catch (storage) { /* a browser that keeps nothing: the page works all the same */ }

  var place = document.querySelector("[data-place]");
  if (!place || !navigator.geolocation) return;
  place.hidden = false;
  var said = place.querySelector("[data-place-said]");
  place.querySelector("[data-place-button]").addEventListener("click", function () {
    said.textContent = "正在取得位置……";
    navigator.geolocation.getCurrentPosition(function (found) {
      document.getElementById("id_latitude").value = found.coords.latitude.toFixed(6);
      document.getElementById("id_longitude").value = found.coords.longitude.toFixed(6);
      document.getElementById("id_accuracy").value = Math.round(found.coords.accuracy);
      said.textContent = "已附上位置，随照片一起提交。";
    }, function () {
      said.textContent = "没有取得位置，不影响提交。";
    }, { enableHighAccuracy: true, timeout: 15000 });
  });
}());
