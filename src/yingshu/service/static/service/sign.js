// The page works without this: the name is the signature, and a photo of one on paper may be chosen. This lets people draw it.
(function () {
  "use strict";
  var field = document.querySelector("[data-sign]");
  if (!field || !window.PointerEvent || !window.DataTransfer) { return; }
  var input = field.querySelector("input[type=file]"), pad = document.createElement("canvas"), again = document.createElement("button");
  pad.className = "sign-pad";
  pad.width = 600; pad.height = 200;
  pad.setAttribute("role", "img");
  pad.setAttribute("aria-label", field.dataset.signHint);
  again.type = "button"; again.className = "btn"; again.textContent = field.dataset.signClear; again.hidden = true;
  field.insertBefore(again, input);
  field.insertBefore(pad, again);
  var pen = pad.getContext("2d"), last = null;
  var clear = function () {
    pen.fillStyle = "white"; pen.fillRect(0, 0, pad.width, pad.height);
    pen.fillStyle = "gray"; pen.font = "28px sans-serif"; pen.textAlign = "center";
    pen.fillText(field.dataset.signHint, pad.width / 2, pad.height / 2);
    input.value = ""; again.hidden = true;
  };
  var place = function (event) {
    var box = pad.getBoundingClientRect();
    return [(event.clientX - box.left) * pad.width / box.width, (event.clientY - box.top) * pad.height / box.height];
  };
  pad.addEventListener("pointerdown", function (event) {
    if (again.hidden) { pen.fillStyle = "white"; pen.fillRect(0, 0, pad.width, pad.height); again.hidden = false; }
    pad.setPointerCapture(event.pointerId);
    last = place(event);
  });
  pad.addEventListener("pointermove", function (event) {
    if (!last) { return; }
    var next = place(event);
    pen.lineWidth = 4; pen.lineCap = "round"; pen.strokeStyle = "black";
    pen.beginPath(); pen.moveTo(last[0], last[1]); pen.lineTo(next[0], next[1]); pen.stroke();
    last = next;
  });
  pad.addEventListener("pointerup", function () {
    last = null;
    pad.toBlob(function (blob) {
      var carried = new DataTransfer();
      carried.items.add(new File([blob], "signature.png", { type: "image/png" }));
      input.files = carried.files;
    });
  });
  again.addEventListener("click", clear);
  clear();
})();
