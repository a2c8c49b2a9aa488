/* On every other page: how many drafts of 离线登记 wait on this phone, a warning before logging out, and whose turn it is now. */
(function () {
  "use strict";
  var person = Number(document.body.dataset.person || 0);
  if (!person || !window.indexedDB || !indexedDB.databases) return;
  var unsent = 0;
  var used = false;

  function stores() {
    return import("./field/store.js");
  }
  indexedDB.databases().then(function (found) {
    used = found.some(function (one) { return one.name === "field"; });
    if (used) return stores().then(look);
    return null;
  }).catch(function () { /* storage switched off: nothing is kept there either */ });

  function look(store) {
    return store.set("current", person).then(function () { return store.entriesOf(person); }).then(function (entries) {
      return Promise.all(entries.map(function (entry) {
        return store.photosOf(entry.key).then(function (photos) {
          return entry.state !== "confirmed" || photos.some(function (photo) { return photo.state !== "confirmed"; });
        });
      }));
    }).then(function (open) {
      unsent = open.filter(Boolean).length;
      document.querySelectorAll("[data-field-waiting]").forEach(function (place) {
        place.textContent = unsent ? "（手机上有 " + unsent + " 件没有发完）" : "";
      });
    });
  }

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!used || !/\/logout\/$/.test(form.action)) return;
    event.preventDefault();
    var words = "这台手机上还有 " + unsent + " 件离线登记没有发完。退出后它们仍在手机上，但要您再次登录才能看到和发送。仍要退出吗？";
    if (unsent && !window.confirm(words)) return;
    stores().then(function (store) { return store.set("current", null); }).catch(function () {}).then(function () { form.submit(); });
  }, true);
})();
