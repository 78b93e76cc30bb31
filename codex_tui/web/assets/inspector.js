"use strict";

// The token came with the address and is in a cookie now: it is not to stay in what can be seen, shared or kept.
const fontSize = new URLSearchParams(location.search).get("fontsize");
history.replaceState(null, "", fontSize ? `/?fontsize=${encodeURIComponent(fontSize)}` : "/");

// The terminal measures a letter once, so the font has to be there before it.
const faces = ["16px", "bold 16px", "italic 16px"].map((face) => document.fonts.load(`${face} "Roboto Mono"`));
Promise.allSettled(faces).then(() => {
  const terminal = document.createElement("script");
  terminal.src = "/assets/textual.js";
  terminal.onload = () => {
    if (document.readyState === "complete") window.onload();
  };
  document.body.append(terminal);
});

// Keys go to the terminal once its wire is open, and to the way back once it is closed.
new MutationObserver(() => {
  const { classList } = document.body;
  if (classList.contains("-closed")) document.getElementById("again").focus();
  else if (classList.contains("-loaded")) document.querySelector(".xterm-helper-textarea").focus();
}).observe(document.body, { attributeFilter: ["class"] });
