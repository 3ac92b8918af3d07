"use strict";
// The phones page: buttons that fill and send a phone's form, pages of the small screen, what follows a reply.
(() => {
  const form = (phone) => document.querySelector(`.phone.${phone} form`);

  const sendAs = (phone, fields) => {
    const to = form(phone);
    Object.entries(fields).forEach(([name, value]) => { to.elements[name].value = value; });
    to.requestSubmit();
  };

  const turn = (button) => {
    const display = button.closest(".display"), lcd = display.querySelector(".lcd"), pages = [...lcd.children];
    const at = Math.min(pages.length - 1, Math.max(0, Number(lcd.dataset.page) + Number(button.dataset.step)));
    lcd.dataset.page = at;
    pages.forEach((page, place) => { page.hidden = place !== at; });
    display.querySelector(".at").textContent = `${at + 1}/${pages.length}`;
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.matches(".example")) sendAs(button.dataset.phone, { text: button.dataset.text });
    if (button.matches(".other")) sendAs("whatsapp", { what: button.dataset.what });
    if (button.matches(".tap")) sendAs("whatsapp", { text: button.textContent, payload: button.dataset.payload });
    if (button.matches(".page")) turn(button);
    if (button.matches(".key")) form("sms").elements.text.value += button.dataset.key;
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || !event.target.matches(".write textarea")) return;
    event.preventDefault();
    event.target.form.requestSubmit();
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    const sent = event.target.closest?.("form.write");
    if (!sent) return;
    const chat = sent.closest(".phone").querySelector("[role=log]");
    if (event.detail.failed && !event.detail.xhr.responseText) {
      chat.insertAdjacentHTML("beforeend", '<p class="said problem" role="alert"></p>');
      chat.lastElementChild.textContent = document.querySelector(".phones").dataset.gone;
    }
    if (event.detail.successful && !chat.lastElementChild?.matches(".problem")) sent.elements.text.value = "";
    sent.elements.what.value = "text";
    sent.elements.payload.value = "";
    document.getElementById("break").value = "none";
    chat.scrollTop = chat.scrollHeight;
  });
})();
