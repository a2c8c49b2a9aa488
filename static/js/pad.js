/* Signature pads: <div data-pad> of pledges/service/pad.html. Strokes are kept with the size they were drawn at, so that turning the device
   or a refusal by the server loses none; the image is made when the form is sent. Needs signature_pad.umd.min.js before it. */
(function () {
  "use strict";
  var SHAPE = 0.56;        /* height of the box by its width */
  var TALLEST = 0.6;       /* share of the window's height */
  var SMALL = 0.1;         /* a name reaches at least so far, as a share of the box's height */
  var MOST = 300 * 1024;   /* bytes the server takes */
  var WIDTHS = [1200, 900, 640, 420];

  function extent(strokes) {
    var box = null;
    strokes.forEach(function (stroke) {
      stroke.points.forEach(function (point) {
        if (!box) box = [point.x, point.y, point.x, point.y];
        box = [Math.min(box[0], point.x), Math.min(box[1], point.y), Math.max(box[2], point.x), Math.max(box[3], point.y)];
      });
    });
    return box ? Math.max(box[2] - box[0], box[3] - box[1]) : 0;
  }
  function scaled(strokes, factor) {
    return strokes.map(function (stroke) {
      var copy = Object.assign({}, stroke);
      ["minWidth", "maxWidth", "dotSize"].forEach(function (name) { if (copy[name]) copy[name] *= factor; });
      copy.points = stroke.points.map(function (point) {
        return Object.assign({}, point, { x: point.x * factor, y: point.y * factor });
      });
      return copy;
    });
  }

  function start(root) {
    var form = root.closest("form");
    var box = root.querySelector("[data-pad-box]");
    var frame = root.querySelector(".pad-frame");
    var canvas = root.querySelector("canvas");
    var image = root.querySelector("[data-pad-image]");
    var kept = root.querySelector("[data-pad-strokes]");
    var status = root.querySelector("[data-pad-status]");
    var undo = root.querySelector("[data-pad-undo]");
    var clear = root.querySelector("[data-pad-clear]");
    var width = 0;
    var sent = false;

    root.querySelector("[data-pad-plain]").hidden = true;
    box.hidden = false;
    var pad = new window.SignaturePad(canvas, { backgroundColor: "rgb(255, 255, 255)", penColor: "rgb(20, 24, 32)", minWidth: 1, maxWidth: 3.2 });

    function show() {
      var empty = pad.isEmpty();
      frame.classList.toggle("is-empty", empty);
      undo.disabled = clear.disabled = empty;
    }
    function fit() {
      var room = box.clientWidth - 4;
      var now = Math.floor(Math.max(200, Math.min(room, window.innerHeight * TALLEST / SHAPE)));
      if (now === width) return;
      var strokes = width ? scaled(pad.toData(), now / width) : [];
      var ratio = Math.max(window.devicePixelRatio || 1, 1);
      width = now;
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(width * SHAPE * ratio);
      canvas.style.width = width + "px";
      canvas.style.height = Math.round(width * SHAPE) + "px";
      frame.style.width = width + 4 + "px";
      canvas.getContext("2d").scale(ratio, ratio);
      pad.clear();
      pad.fromData(strokes);
      show();
    }
    function complaint() {
      if (pad.isEmpty()) return "还没有签名。请在签名框内手写姓名。";
      if (extent(pad.toData()) < width * SHAPE * SMALL) return "签名框里只有一个点。请手写完整的姓名。";
      return "";
    }
    /* The strokes drawn again on a canvas of a chosen width: alike on every device, and never larger than the server takes. */
    function picture(strokes) {
      var found = "";
      WIDTHS.some(function (wide) {
        var paper = document.createElement("canvas");
        paper.width = wide;
        paper.height = Math.round(wide * SHAPE);
        var copy = new window.SignaturePad(paper, { backgroundColor: "rgb(255, 255, 255)" });
        copy.off();
        copy.fromData(scaled(strokes, wide / width));
        found = copy.toDataURL("image/png");
        return found.length * 0.75 < MOST;
      });
      return found;
    }

    pad.addEventListener("beginStroke", function () { frame.classList.remove("is-empty"); status.textContent = ""; });
    pad.addEventListener("endStroke", show);
    undo.addEventListener("click", function () {
      var strokes = pad.toData();
      strokes.pop();
      pad.fromData(strokes);
      if (!strokes.length) pad.clear();
      show();
    });
    clear.addEventListener("click", function () { pad.clear(); show(); });
    form.addEventListener("submit", function (event) {
      var words = complaint();
      if (words) {
        event.preventDefault();
        status.textContent = words;
        frame.scrollIntoView({ block: "center" });
        return;
      }
      var strokes = pad.toData();
      image.value = picture(strokes);
      kept.value = JSON.stringify({ width: width, strokes: strokes });
      sent = true;
    });
    window.addEventListener("beforeunload", function (event) {
      if (sent || pad.isEmpty()) return;
      event.preventDefault();
      event.returnValue = "";
    });
    window.addEventListener("resize", fit);
    window.addEventListener("orientationchange", function () { setTimeout(fit, 200); });
    window.addEventListener("pageshow", function (event) { if (event.persisted) sent = false; });

    fit();
    try {
      var before = kept.value && JSON.parse(kept.value);
      if (before && before.strokes && before.width > 0) pad.fromData(scaled(before.strokes, width / before.width));
    } catch (error) { /* what cannot be read is drawn again */ }
    show();
  }

  if (window.SignaturePad) document.querySelectorAll("[data-pad]").forEach(start);
})();
