/* How a state is told, and small parts of pages. */

/* The part of the page kept in the template ``id``, ready to be filled. */
export function part(id) {
  return document.getElementById(id).content.firstElementChild.cloneNode(true);
}

export function parts(id) {
  return document.getElementById(id).content.cloneNode(true);
}

export function chip(words, tone) {
  const made = part("t-chip-" + tone);
  made.querySelector("[data-words]").textContent = words;
  return made;
}

export function button(words, kind, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn " + kind;
  made.textContent = words;
  made.addEventListener("click", act);
  return made;
}

export function link(words, url) {
  const made = document.createElement("a");
  made.className = "btn btn-outline-primary";
  made.href = url;
  made.textContent = words;
  return made;
}

export function size(bytes) {
  return bytes < 1048576 ? Math.max(1, Math.round(bytes / 1024)) + " KB" : (bytes / 1048576).toFixed(1) + " MB";
}

export function moment(text) {
  const when = new Date(text);
  const two = (number) => String(number).padStart(2, "0");
  return when.getMonth() + 1 + "月" + when.getDate() + "日 " + two(when.getHours()) + ":" + two(when.getMinutes());
}

export function entryChip(entry) {
  if (entry.state === "confirmed") return chip("已确认", "good");
  if (entry.state === "sending") return chip("已发送，等服务器确认", "info");
  if (entry.state === "choose") return chip("本机已存，等您选当事人", "warn");
  if (entry.state === "refused") return chip("本机已存，要改", "danger");
  if (entry.state === "queued") return chip("本机已存，等发送", "neutral");
  return chip("本机已存，没填完", "neutral");
}

export function photoChip(photo) {
  if (photo.state === "confirmed") return chip("已确认", "good");
  if (photo.state === "sent") return chip("已发送，等服务器确认", "info");
  if (photo.state === "refused") return chip("本机已存，没有收下", "danger");
  if (photo.offset > 0) return chip("本机已存，已发" + Math.floor((100 * photo.offset) / photo.size) + "%", "neutral");
  return chip("本机已存", "neutral");
}

/* The server's check sum, as both sides name it. */
export function hashWords(row) {
  return row.server_sha256 ? "服务器校验值 " + row.server_sha256.slice(0, 12) : "";
}

export function fill(box, name, words) {
  const place = box.querySelector("[data-" + name + "]");
  place.textContent = words;
  if (place.hasAttribute("hidden") || !words) place.hidden = !words;
}
