/* Small things every page needs: menus that close, one submit per click, select all, upload thumbnails, print, back. */
(function () {
  "use strict";

  document.addEventListener("click", function (event) {
    var target = event.target;
    document.querySelectorAll("details.menu[open]").forEach(function (menu) {
      if (!menu.contains(target)) menu.open = false;
    });
    var button = target.closest("button, a");
    if (!button) return;
    if (button.hasAttribute("data-print")) window.print();
    if (button.hasAttribute("data-back")) window.history.length > 1 ? window.history.back() : window.location.assign("/");
    if (button.hasAttribute("data-close-details")) {
      var details = button.closest("details");
      details.open = false;
      details.querySelector("summary").focus();
    }
    if (button.hasAttribute("data-fill-login")) {
      document.getElementById("id_username").value = button.dataset.username;
      document.getElementById("id_password").value = button.dataset.password;
      document.querySelector(".login-panel button[type=submit]").focus();
    }
  });

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details.menu[open]").forEach(function (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });

  document.addEventListener("change", function (event) {
    var name = event.target.dataset && event.target.dataset.checkAll;
    if (!name) return;
    document.querySelectorAll('input[type="checkbox"]').forEach(function (box) {
      if (box.name === name && !box.disabled) box.checked = event.target.checked;
    });
  });

  /* Double-submit guard: the pressed button keeps its name and value, then rests until the answer comes. */
  function submitButtons(form) {
    return Array.prototype.filter.call(form.elements, function (element) {
      return element.type === "submit";
    });
  }
  function release(form) {
    delete form.dataset.sent;
    submitButtons(form).forEach(function (button) {
      button.removeAttribute("aria-busy");
      button.disabled = false;
    });
  }
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("data-no-guard")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    setTimeout(function () {
      submitButtons(form).forEach(function (button) {
        button.setAttribute("aria-busy", "true");
        button.disabled = true;
      });
    }, 0);
    setTimeout(function () { release(form); }, 30000);
  });
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(release);
  });
  document.addEventListener("htmx:afterRequest", function (event) {
    var form = event.target.closest && event.target.closest("form");
    if (form) release(form);
  });

  if (window.matchMedia("(min-width: 768px)").matches) {
    document.querySelectorAll("details[data-open-wide]").forEach(function (details) { details.open = true; });
  }
  var summary = document.querySelector("[data-error-summary]");
  if (summary) summary.focus();

  /* Upload control: names, sizes and thumbnails of what was chosen, drawn on a canvas (no blob: addresses needed). */
  function size(bytes) {
    return bytes < 1048576 ? Math.max(1, Math.round(bytes / 1024)) + " KB" : (bytes / 1048576).toFixed(1) + " MB";
  }
  function thumbnail(file, row) {
    if (!/^image\//.test(file.type) || !window.createImageBitmap) return;
    createImageBitmap(file).then(function (image) {
      var canvas = document.createElement("canvas");
      var scale = Math.min(1, 240 / Math.max(image.width, image.height));
      canvas.width = Math.max(1, image.width * scale);
      canvas.height = Math.max(1, image.height * scale);
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      if (image.close) image.close();
      row.insertBefore(canvas, row.firstChild);
    }).catch(function () { /* an unreadable picture keeps its name; the server judges it */ });
  }
  function watchUpload(box) {
    var input = box.querySelector('input[type="file"]');
    var list = box.querySelector("[data-upload-list]");
    var words = box.querySelector("[data-upload-words]");
    if (!input || !list) return;
    var invitation = /xls|csv/.test(input.accept) && !/image/.test(input.accept) ? "选择表格文件" : input.accept.indexOf("image") !== 0 ? "选择照片或文件" : /pdf/.test(input.accept) ? "拍照或选择文件" : "拍照或选择照片";
    if (input.multiple) invitation += "（可多选）";
    words.textContent = invitation;
    input.addEventListener("change", function () {
      list.textContent = "";
      Array.prototype.forEach.call(input.files, function (file) {
        var row = document.createElement("li");
        row.appendChild(document.createTextNode(file.name + "　" + size(file.size)));
        list.appendChild(row);
        thumbnail(file, row);
      });
      words.textContent = input.files.length ? "已选 " + input.files.length + " 个，重新选择" : invitation;
    });
    ["dragenter", "dragover"].forEach(function (name) {
      box.addEventListener(name, function () { box.classList.add("is-over"); });
    });
    ["dragleave", "drop"].forEach(function (name) {
      box.addEventListener(name, function () { box.classList.remove("is-over"); });
    });
  }
  document.querySelectorAll("[data-upload]").forEach(watchUpload);
  document.addEventListener("htmx:load", function (event) {
    if (event.target === document.body) return;
    event.target.querySelectorAll("[data-upload]").forEach(watchUpload);
  });
})();
