/* The party's page works without this: one submit per click, and the place only when the party agrees. */
(function () {
  "use strict";

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!form.hasAttribute("data-once")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    setTimeout(function () {
      Array.prototype.forEach.call(form.querySelectorAll("button:not([type=button])"), function (button) {
        button.setAttribute("aria-busy", "true");
        button.textContent = "正在提交，请不要关闭";
      });
    }, 0);
  });
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) window.location.reload();
  });

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
