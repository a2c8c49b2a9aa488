/* Files in pieces: sent one after another, tried again when the line is lost, continued where they broke off, never kept twice.
   The form goes off when all its files are with the server and then only names them («kept»). Without this script the plain form
   sends them itself. */
(function () {
  "use strict";
  if (!window.fetch || !window.FormData || !Array.prototype.forEach || !window.Promise) return;

  var PIECE = 1024 * 1024;
  var FIRST_WAIT = 800, LONGEST_WAIT = 30000;
  var HASHED_UP_TO = 64 * 1024 * 1024;
  var busy = 0;

  window.addEventListener("beforeunload", function (event) {
    if (!busy) return;
    event.preventDefault();
    event.returnValue = "";
  });

  function newKey() {
    if (window.crypto.randomUUID) return window.crypto.randomUUID();
    var bytes = window.crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    var hex = Array.prototype.map.call(bytes, function (b) { return (b + 256).toString(16).slice(1); }).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  /* The same file chosen again after the page was closed goes on under the same key. Names of files are not stored, a number is. */
  function slot(url, kind, file) {
    var words = [url, kind, file.name, file.size, file.lastModified].join("|"), number = 5381;
    for (var i = 0; i < words.length; i += 1) number = (number * 33 + words.charCodeAt(i)) % 4294967296;
    return "upload-" + number.toString(36);
  }
  function keyOf(place) {
    try {
      var key = window.localStorage.getItem(place) || newKey();
      window.localStorage.setItem(place, key);
      return key;
    } catch (fault) { return newKey(); }
  }
  function forget(place) {
    try { window.localStorage.removeItem(place); } catch (fault) { /* private window: nothing was kept */ }
  }

  function digest(file) {
    if (!window.crypto.subtle || file.size > HASHED_UP_TO || !file.arrayBuffer) return Promise.resolve("");
    return file.arrayBuffer().then(function (data) { return window.crypto.subtle.digest("SHA-256", data); }).then(function (sum) {
      return Array.prototype.map.call(new Uint8Array(sum), function (b) { return (b + 256).toString(16).slice(1); }).join("");
    }).catch(function () { return ""; });
  }

  function Refusal(words) { this.words = words; }

  function call(url, options) {
    options.credentials = "same-origin";
    options.redirect = "manual";
    return fetch(url, options).then(function (answer) {
      if (answer.type === "opaqueredirect") throw new Refusal("登录已经过期。请另开一个窗口登录，再按一次提交；已传的部分不会丢。");
      if (answer.status >= 500 || answer.status === 429 || answer.status === 408) throw new Error("later");
      return answer.json().catch(function () { return {}; }).then(function (data) {
        if (answer.status === 409 && typeof data.offset === "number") return data;
        if (!answer.ok) throw new Refusal(data.error || "服务器没有接收（" + answer.status + "）。请刷新页面后重试。");
        return data;
      });
    });
  }

  function pause(milliseconds) {
    return new Promise(function (go) {
      var timer = setTimeout(done, milliseconds);
      function done() { clearTimeout(timer); window.removeEventListener("online", done); go(); }
      window.addEventListener("online", done);
    });
  }

  /* One file. ``show(words, share)`` tells how far it is. Resolves to the server's word; a Refusal is final, all else is tried again. */
  function send(file, form, show) {
    var start = form.dataset.uploads, token = form.elements.csrfmiddlewaretoken.value;
    var kind = form.elements.kind_of ? form.elements.kind_of.value : form.dataset.uploadKind || "photo";
    var place = slot(start, kind, file), key = keyOf(place), failed = 0, where = null, sum = "";

    function begin() {
      var data = new FormData();
      data.append("client_key", key);
      data.append("name", file.name);
      data.append("size", file.size);
      data.append("kind", kind);
      data.append("sha256", sum);
      data.append("caption", form.elements.caption ? form.elements.caption.value : form.dataset.uploadCaption || "");
      data.append("violation", form.elements.violation ? form.elements.violation.value : "");
      return call(start, { method: "POST", headers: { "X-CSRFToken": token }, body: data });
    }
    function next(state) {
      if (state.done) {
        forget(place);
        if (sum && sum !== state.sha256) throw new Refusal("服务器收到的内容与本机不一致，请重新选择这个文件再传。");
        return state;
      }
      where = state.url || where;
      failed = 0;
      show("正在上传 " + Math.floor(state.offset / file.size * 100) + "%", state.offset / file.size);
      return call(where, {
        method: "PATCH",
        headers: { "X-CSRFToken": token, "Upload-Offset": String(state.offset), "Content-Type": "application/offset+octet-stream" },
        body: file.slice(state.offset, state.offset + PIECE)
      }).then(next);
    }
    function attempt() {
      return begin().then(next).catch(function (fault) {
        if (fault instanceof Refusal) {
          forget(place);
          throw fault;
        }
        failed += 1;
        show("网络中断，已传的部分不会丢，正在第 " + failed + " 次重试…", null);
        return pause(Math.min(LONGEST_WAIT, FIRST_WAIT * Math.pow(2, failed - 1))).then(attempt);
      });
    }
    show("准备上传", 0);
    return digest(file).then(function (found) { sum = found; return attempt(); });
  }

  function row(list, index, file) {
    var line = list && list.children[index];
    if (!line) {
      line = document.createElement("li");
      line.textContent = file.name;
      if (list) list.appendChild(line);
    }
    var bar = document.createElement("progress"), words = document.createElement("span");
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", file.name);
    words.className = "upload-state";
    line.appendChild(bar);
    line.appendChild(words);
    return {
      show: function (text, share) { words.textContent = text; if (share !== null) bar.value = share; },
      end: function (text, good) {
        bar.remove();
        words.textContent = text;
        line.classList.add(good ? "is-kept" : "is-refused");
      }
    };
  }

  function sendAll(form, input, submitter) {
    var box = input.closest("[data-upload]"), list = box && box.querySelector("[data-upload-list]");
    var files = Array.prototype.slice.call(input.files), refused = 0;
    var buttons = Array.prototype.filter.call(form.elements, function (element) { return element.type === "submit"; });
    var lines = files.map(function (file, index) { return row(list, index, file); });
    buttons.forEach(function (button) { button.disabled = true; });
    input.disabled = true;
    busy += 1;
    return files.reduce(function (before, file, index) {
      return before.then(function () {
        return send(file, form, lines[index].show).then(function (state) {
          var kept = form.elements.kept;
          kept.value = kept.value ? kept.value + "," + state.evidence : String(state.evidence);
          lines[index].end("已保存 校验值 " + state.sha256.slice(0, 12), true);
        }).catch(function (fault) {
          refused += 1;
          lines[index].end("没有保存：" + (fault.words || "读不到这个文件，请重新选择。"), false);
        });
      });
    }, Promise.resolve()).then(function () {
      busy -= 1;
      buttons.forEach(function (button) { button.disabled = false; });
      input.disabled = false;
      input.value = "";
      if (form.elements.kept.value) input.required = false;
      if (!refused) {
        if (submitter && submitter.name) {
          var chosen = document.createElement("input");
          chosen.type = "hidden";
          chosen.name = submitter.name;
          chosen.value = submitter.value;
          form.appendChild(chosen);
        }
        HTMLFormElement.prototype.submit.call(form);
        return;
      }
      var words = box && box.querySelector("[data-upload-words]");
      if (words) words.textContent = refused + " 个没有保存，可另选文件或直接提交";
    });
  }

  document.querySelectorAll("form[data-uploads]").forEach(function (form) {
    var input = form.querySelector('input[type="file"]');
    if (!input || !form.elements.kept) return;
    form.addEventListener("submit", function (event) {
      if (busy) {
        event.preventDefault();
        return;
      }
      if (!input.files.length) return;
      event.preventDefault();
      sendAll(form, input, event.submitter);
    });
  });
})();
