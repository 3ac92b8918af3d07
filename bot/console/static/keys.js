"use strict";
// Keys of the Inbox and focus after a part of a page was fetched. Every key presses something that is on the page.
(() => {
  const typing = (element) =>
    element && (element.matches("input[type=text], input[type=search], input[type=password], textarea, select"));

  const letter = (event) => {
    if (/^[a-z0-9+-]$/.test(event.key)) return event.key;
    const code = /^Key([A-Z])$/.exec(event.code) || /^(?:Digit|Numpad)([0-9])$/.exec(event.code);
    return code ? code[1].toLowerCase() : "";
  };

  const off = () => localStorage.getItem("keys") === "off";

  const showDetails = (form) => {
    const intent = form.querySelector("input[name=intent]:checked")?.value || "";
    form.querySelectorAll("[data-for]").forEach((part) => {
      part.hidden = part.disabled = part.dataset.for !== intent;
    });
  };

  const pressed = (form, key) => {
    if (/^[1-9]$/.test(key)) return [...form.querySelectorAll("[data-for]:not([hidden]) .choice input")][key - 1];
    return [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === key && !one.closest("[hidden]"));
  };

  document.addEventListener("keydown", (event) => {
    const form = document.querySelector("form.label");
    if (!form || event.ctrlKey || event.metaKey || event.altKey || off()) return;
    if (event.key === "Escape" && typing(event.target)) return event.target.blur();
    if (typing(event.target)) return;
    if (event.key === "Enter" && !event.target.matches("button, a, summary")) {
      event.preventDefault();
      return form.querySelector(".save")?.click();
    }
    const found = pressed(form, letter(event));
    if (!found) return;
    event.preventDefault();
    found.matches("select, input[type=text]") ? found.focus() : found.click();
  });

  document.addEventListener("change", (event) => {
    const form = event.target.closest("form.label");
    if (form && event.target.name === "intent") showDetails(form);
    if (event.target.id === "keys") localStorage.setItem("keys", event.target.checked ? "on" : "off");
  });

  const ready = () => {
    document.querySelectorAll("form.label").forEach(showDetails);
    const keys = document.getElementById("keys");
    if (keys) keys.checked = !off();
  };

  document.addEventListener("htmx:afterSettle", (event) => {
    ready();
    if (event.detail.target.id === "main") document.querySelector("#main h1")?.focus();
  });
  document.addEventListener("DOMContentLoaded", ready);
})();
