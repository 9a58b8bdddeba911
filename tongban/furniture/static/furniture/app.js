// Small comforts; every page works without them. No library, no inline code (content security policy).
(() => {
  "use strict";

  // An error summary takes the focus, so that a screen reader starts there.
  document.querySelector("[data-focus]")?.focus();

  // One submission per click; the button comes back with the page (back-forward cache).
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    event.submitter?.classList.add("is-sent");
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; });
    document.querySelectorAll(".is-sent").forEach((button) => button.classList.remove("is-sent"));
  });

  // Leaving a form with unsaved answers: the browser asks, in its own words.
  let unsaved = false;
  document.addEventListener("input", (event) => { if (event.target.closest("form[data-unsaved]")) unsaved = true; });
  document.addEventListener("submit", () => { unsaved = false; });
  window.addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });

  // Search suggestions into the datalist, a quarter of a second after the last key.
  document.querySelectorAll("input[data-suggest]").forEach((input) => {
    let timer, last = "";
    input.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(async () => {
        const text = input.value.trim();
        if (text.length < 1 || text === last) return;
        last = text;
        try {
          const address = new URL(input.dataset.suggest, location.href);
          address.searchParams.set("q", text);
          const answer = await fetch(address, { headers: { Accept: "application/json" } });
          if (!answer.ok) return;
          const { suggestions } = await answer.json();
          input.list.replaceChildren(...suggestions.map((words) => new Option(words, words)));
        } catch { /* no suggestions; the search itself still works */ }
      }, 250);
    });
  });

  // Queue: j and k walk the rows, x ticks one; the bar counts what is ticked.
  const rows = [...document.querySelectorAll("tr[data-row]")];
  document.addEventListener("keydown", (event) => {
    if (!rows.length || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("input:not([type=checkbox]), textarea, select")) return;
    const here = rows.findIndex((row) => row.contains(document.activeElement));
    if (event.key === "j" || event.key === "k") {
      const next = rows[Math.min(Math.max(here + (event.key === "j" ? 1 : -1), 0), rows.length - 1)];
      next.querySelector("a[href], button, input")?.focus();
      event.preventDefault();
    } else if (event.key === "x" && here >= 0) {
      rows[here].querySelector(".col-select input")?.click();
    }
  });
  const count = () => document.querySelectorAll("[data-bulk-count]").forEach((place) => {
    const ticked = document.querySelectorAll(".queue .col-select input:checked").length;
    place.textContent = ticked ? "：" + ticked + "件" : "";
  });
  document.addEventListener("change", (event) => { if (event.target.closest(".queue")) count(); });
  count();
})();
