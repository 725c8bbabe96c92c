/*
 * "Did this help?": sends the forms in place where a server takes them, and says thanks in a live region.
 *
 * Without this script the forms are sent as any form is. What comes back becomes text, never markup.
 */
(() => {
  "use strict";
  const FAILED = "It could not be sent. Try again in a moment.";

  for (const ask of document.querySelectorAll(".kb-feedback__ask")) {
    const open = ask.querySelector(".kb-feedback__open");
    const said = ask.querySelector(".kb-feedback__said");
    if (!open || !said) continue;
    let sending = false;

    const send = async (form) => {
      said.textContent = "";
      const answer = await fetch(form.action, {
        method: "POST",
        headers: { Accept: "application/json" },
        body: new URLSearchParams(new FormData(form)),
      });
      const told = await answer.json();
      if (!answer.ok || told.ok !== true) {
        said.textContent = typeof told.hint === "string" && told.hint ? `It was not sent: ${told.hint}.` : FAILED;
        return;
      }
      open.hidden = true;
      said.textContent = told.words_kept === false
        ? "Thank you, your answer is kept. Your own words are not: they could not be cleared of private matters."
        : "Thank you, your answer is kept.";
      said.tabIndex = -1; // the button that had the focus is gone
      said.focus();
    };

    ask.addEventListener("submit", (event) => {
      event.preventDefault();
      if (sending) return;
      sending = true;
      send(event.target)
        .catch(() => { said.textContent = FAILED; })
        .finally(() => { sending = false; });
    });
  }
})();
