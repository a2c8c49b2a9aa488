/* A month grid under <input type="date" data-datepicker="ID">, where ID is the id of a json_script with
   {holidays: {day: name}, workdays: {day: name}, years: [2026], marks: {day: words}}. The input stays the source of truth. */
(function () {
  "use strict";
  var WEEK = ["一", "二", "三", "四", "五", "六", "日"];

  function iso(year, month, day) {
    return year + "-" + String(month + 1).padStart(2, "0") + "-" + String(day).padStart(2, "0");
  }
  function parse(text) {
    var parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text || "");
    return parts ? new Date(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3])) : null;
  }
  function textOf(date) { return iso(date.getFullYear(), date.getMonth(), date.getDate()); }
  function spoken(date) {
    return date.getFullYear() + "年" + (date.getMonth() + 1) + "月" + date.getDate() + "日";
  }
  function make(tag, className, words) {
    var element = document.createElement(tag);
    if (className) element.className = className;
    if (words !== undefined) element.textContent = words;
    return element;
  }

  function judge(calendar, date) {
    var day = textOf(date);
    var weekday = (date.getDay() + 6) % 7;
    var known = (calendar.years || []).indexOf(date.getFullYear()) >= 0;
    var holiday = (calendar.holidays || {})[day];
    var makeup = (calendar.workdays || {})[day];
    var off = holiday !== undefined || (makeup === undefined && weekday > 4);
    return {
      off: off, known: known, makeup: makeup !== undefined, mark: (calendar.marks || {})[day],
      words: "星期" + WEEK[weekday] + "，" + (holiday !== undefined ? "放假" + (holiday ? "：" + holiday : "") :
        makeup !== undefined ? "调休上班" : off ? "非工作日" : "工作日")
    };
  }

  function attach(input) {
    var source = document.getElementById(input.dataset.datepicker);
    var calendar = source ? JSON.parse(source.textContent) : {};
    var shown = parse(input.value) || parse(input.min) || new Date();
    shown = new Date(shown.getFullYear(), shown.getMonth(), 1);
    var active = null;

    var box = make("div", "datepicker");
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", "选择日期");
    var head = make("div", "datepicker-head");
    var before = make("button", "", "‹");
    var title = make("strong");
    var after = make("button", "", "›");
    title.setAttribute("aria-live", "polite");
    before.type = after.type = "button";
    before.setAttribute("aria-label", "上个月");
    after.setAttribute("aria-label", "下个月");
    head.appendChild(before); head.appendChild(title); head.appendChild(after);
    var table = make("table");
    var note = make("p", "datepicker-note");
    note.setAttribute("role", "status");
    var key = make("p", "datepicker-key", "灰底：非工作日　“休”：放假　“班”：调休上班　框线：期限提示");
    box.appendChild(head); box.appendChild(table); box.appendChild(key); box.appendChild(note);
    (input.closest(".field") || input.parentNode).appendChild(box);

    function tell() {
      var date = parse(input.value);
      if (!date) { note.textContent = ""; note.className = "datepicker-note"; return; }
      var found = judge(calendar, date);
      var words = spoken(date) + "，" + found.words + "。";
      if (found.off) words += "约定的日期不会自动顺延，请确认当事人能在这天之前送达。";
      if (found.mark) words += found.mark + "。";
      if (!found.known) words += date.getFullYear() + "年放假安排未录入，暂按周一至周五推算。";
      note.textContent = words;
      note.className = "datepicker-note" + (found.off || found.mark || !found.known ? " is-warn" : "");
    }
    function cell(date) {
      var day = textOf(date);
      var found = judge(calendar, date);
      var td = make("td");
      var button = make("button", "", String(date.getDate()));
      button.type = "button";
      button.dataset.day = day;
      var holiday = found.off && (calendar.holidays || {})[day] !== undefined;
      if (found.off) button.classList.add("is-off");
      if (found.makeup) button.classList.add("is-workday");
      if (found.mark) button.classList.add("is-mark");
      if (holiday || found.makeup) {
        var small = make("small", "", holiday ? "休" : "班");
        small.setAttribute("aria-hidden", "true");
        button.appendChild(small);
      }
      button.setAttribute("aria-label", spoken(date) + "，" + found.words + (found.mark ? "，" + found.mark : ""));
      button.setAttribute("aria-pressed", String(day === input.value));
      button.disabled = Boolean((input.min && day < input.min) || (input.max && day > input.max));
      button.tabIndex = day === active ? 0 : -1;
      td.appendChild(button);
      return td;
    }
    function draw() {
      var year = shown.getFullYear();
      var month = shown.getMonth();
      var days = new Date(year, month + 1, 0).getDate();
      title.textContent = year + "年" + (month + 1) + "月";
      table.textContent = "";
      var headRow = make("tr");
      WEEK.forEach(function (name) {
        var th = make("th", "", name);
        th.scope = "col";
        th.setAttribute("aria-label", "星期" + name);
        headRow.appendChild(th);
      });
      table.createTHead().appendChild(headRow);
      var inside = active && active.slice(0, 7) === iso(year, month, 1).slice(0, 7);
      if (!inside) active = input.value.slice(0, 7) === iso(year, month, 1).slice(0, 7) ? input.value : iso(year, month, 1);
      if (input.min && active < input.min && input.min.slice(0, 7) === active.slice(0, 7)) active = input.min;
      var body = table.createTBody();
      var row = make("tr");
      var lead = (shown.getDay() + 6) % 7;
      for (var blank = 0; blank < lead; blank += 1) row.appendChild(make("td"));
      for (var day = 1; day <= days; day += 1) {
        if (row.children.length === 7) { body.appendChild(row); row = make("tr"); }
        row.appendChild(cell(new Date(year, month, day)));
      }
      while (row.children.length < 7) row.appendChild(make("td"));
      body.appendChild(row);
    }
    function turn(months) {
      shown = new Date(shown.getFullYear(), shown.getMonth() + months, 1);
      draw();
    }
    function go(date) {
      active = textOf(date);
      shown = new Date(date.getFullYear(), date.getMonth(), 1);
      draw();
      var button = table.querySelector('[data-day="' + active + '"]');
      if (button) button.focus();
    }

    before.addEventListener("click", function () { turn(-1); });
    after.addEventListener("click", function () { turn(1); });
    table.addEventListener("click", function (event) {
      var button = event.target.closest("button[data-day]");
      if (!button || button.disabled) return;
      input.value = button.dataset.day;
      input.dispatchEvent(new Event("input", { bubbles: true }));
      input.dispatchEvent(new Event("change", { bubbles: true }));
      go(parse(input.value));
    });
    table.addEventListener("keydown", function (event) {
      var step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }[event.key];
      var from = parse(event.target.dataset && event.target.dataset.day);
      if (!from) return;
      if (step) go(new Date(from.getFullYear(), from.getMonth(), from.getDate() + step));
      else if (event.key === "PageUp" || event.key === "PageDown") {
        var months = event.key === "PageUp" ? -1 : 1;
        var last = new Date(from.getFullYear(), from.getMonth() + months + 1, 0).getDate();
        go(new Date(from.getFullYear(), from.getMonth() + months, Math.min(from.getDate(), last)));
      } else return;
      event.preventDefault();
    });
    function follow() {
      var date = parse(input.value);
      if (date) { active = input.value; shown = new Date(date.getFullYear(), date.getMonth(), 1); }
      draw();
      tell();
    }
    input.addEventListener("change", follow);
    input.addEventListener("draft:restored", follow);
    follow();
  }

  function attachAll(root) {
    root.querySelectorAll("input[data-datepicker]").forEach(function (input) {
      if (input.dataset.ready) return;
      input.dataset.ready = "1";
      attach(input);
    });
  }
  attachAll(document);
  document.addEventListener("htmx:load", function (event) { attachAll(event.target); });
})();
