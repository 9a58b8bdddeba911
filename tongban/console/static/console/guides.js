// Findings beside their fields, refreshed while typing; the page works without. Nothing is saved here.
(() => {
  "use strict";

  const form = document.querySelector("form[data-check]");
  if (!form) return;
  const told = document.querySelector("[data-told]");
  const line = (one) => {
    const entry = document.createElement("li");
    entry.className = "found-" + one.severity;
    entry.append(one.word + "：" + one.text);
    const basis = document.createElement("small");
    basis.textContent = one.basis + " " + one.rule;
    entry.append(basis);
    if (one.mend) {
      const mend = document.createElement("button");
      Object.assign(mend, { className: "button button-quiet", name: "do", value: "mend:" + one.mend });
      mend.textContent = "保存并自动修改";
      entry.append(mend);
    }
    return entry;
  };
  let timer, asked = 0;
  const check = async () => {
    const mine = ++asked;
    try {
      const answer = await fetch(form.dataset.check, { method: "POST", body: new FormData(form) });
      if (!answer.ok || mine !== asked) return;
      const { found, told: words } = await answer.json();
      form.querySelectorAll("[data-found]").forEach((list) => {
        list.replaceChildren(...found.filter((one) => one.input === list.dataset.found).map(line));
      });
      if (told.textContent !== words) told.textContent = words;
    } catch { /* the findings of the last saved text stay */ }
  };
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(check, 600); });
})();
