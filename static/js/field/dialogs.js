/* One question at a time, with its answers as buttons. Resolves to the answer's value; Escape is the last one. */
export function ask(title, words, answers) {
  const box = document.getElementById("ask");
  box.querySelector("h2").textContent = title;
  box.querySelector("p").textContent = words;
  const acts = box.querySelector(".field-ask-acts");
  acts.textContent = "";
  return new Promise((resolve) => {
    let given = answers[answers.length - 1].value;
    answers.forEach(({ label, value, kind }) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn " + (kind || "btn-outline-secondary");
      button.textContent = label;
      button.addEventListener("click", () => { given = value; box.close(); });
      acts.appendChild(button);
    });
    box.addEventListener("close", () => resolve(given), { once: true });
    box.showModal();
  });
}
