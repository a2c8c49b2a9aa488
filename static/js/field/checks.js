/* What can be checked in the shop, in the same words as on the server. The server checks again. */
const SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"; /* GB 32100: no I, O, S, V, Z */
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

export function clean(text) {
  return (text || "").normalize("NFKC").replace(/[\s\-—–·]/g, "").toUpperCase();
}

/* What is wrong with a 统一社会信用代码; "" when it is right or empty. */
export function codeFault(text) {
  const code = clean(text);
  if (!code) return "";
  if (/^\d{15}$/.test(code)) return "这是15位旧注册号，不是18位统一社会信用代码。可先不填，发送后在当事人信息里补旧注册号。";
  if (code.length !== 18) return "统一社会信用代码应为18位，您填了" + code.length + "位。请对照执照核对。";
  const values = Array.from(code, (sign) => SIGNS.indexOf(sign));
  if (values.some((value) => value < 0) || !/^\d{6}$/.test(code.slice(2, 8))) { /* 3 to 8: the region, digits */
    return "统一社会信用代码只含数字和大写字母（不用 I、O、S、V、Z）。请对照执照核对。";
  }
  const sum = WEIGHTS.reduce((total, weight, place) => total + weight * values[place], 0);
  if ((31 - (sum % 31)) % 31 !== values[17]) return "统一社会信用代码的校验位不对，通常是抄错了一位。请对照执照逐位核对。";
  return "";
}

export function phoneFault(text) {
  const number = (text || "").normalize("NFKC").trim().replace(/ /g, "");
  if (!number) return "";
  const digits = number.replace(/-/g, "");
  if (!/^\d{7,12}$/.test(digits)) return "电话应为11位手机号，或带区号的固定电话，如 0427-1234567。";
  if (digits.length === 11 && /^1[012]/.test(digits)) return "手机号的号段不对，请核对。";
  return "";
}

/* Faults of a draft by field; {} when it may be sent. ``now`` is the phone's clock; the server has its own. */
export function faults(fields, now) {
  const found = {};
  const say = (name, words) => { if (words) found[name] = words; };
  if (!fields.name.trim()) say("name", "请填写当事人名称或姓名。");
  say("uscc", fields.kind === "natural_person" && clean(fields.uscc)
    ? "自然人没有统一社会信用代码；有执照的请选“个体工商户”。" : codeFault(fields.uscc));
  say("phone", phoneFault(fields.phone));
  if (!fields.seen.trim()) say("seen", "请用平常的话写一句看到了什么。");
  if (!fields.inspected_on) say("inspected_on", "请填写检查日期。");
  else if (fields.inspected_on > day(now)) say("inspected_on", "检查日期晚于今天，请改检查日期，并核对手机时间。");
  if (!fields.late_entry_reason.trim()) say("late_entry_reason", "请写明补录原因，如 现场无网络。当天发出的不会用到它。");
  return found;
}

/* The local day and time of day of a moment, as date and time fields want them. */
export function day(moment) {
  const two = (number) => String(number).padStart(2, "0");
  return moment.getFullYear() + "-" + two(moment.getMonth() + 1) + "-" + two(moment.getDate());
}

export function time(moment) {
  return moment.toTimeString().slice(0, 5);
}
