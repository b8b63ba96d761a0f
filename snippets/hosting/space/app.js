/** Draw a digit, and the network of this Space reads it. Classic script; `network.js` and `weights.js` come first. */
(() => {
  "use strict";
  const { net, model, examples } = window.lessonkit;
  const network = net.network(model, [net.SIDE, net.SIDE, 1]);
  const find = (selector) => document.querySelector(selector);
  const [canvas, reading, bars] = ["canvas", "#reading", "#bars"].map(find);
  const ink = canvas.getContext("2d");
  let strokes = [];
  let shown = 0;

  const meters = Array.from({ length: 10 }, (_, digit) => {
    const item = document.createElement("li");
    const meter = document.createElement("meter");
    meter.setAttribute("aria-label", `Probability of ${digit}`);
    item.append(`${digit}`, meter);
    bars.append(item);
    return meter;
  });

  /** @param {ArrayLike<number>} small 8 × 8 pixels, ink from 0 to 1 */
  function read(small) {
    const probabilities = network.run(net.enlarge(small)).at(-1);
    probabilities.forEach((p, digit) => (meters[digit].value = p));
    const best = probabilities.indexOf(Math.max(...probabilities));
    reading.textContent = `A ${best}, with a probability of ${(100 * probabilities[best]).toFixed(0)} %.`;
  }

  function clear() {
    strokes = [];
    ink.clearRect(0, 0, canvas.width, canvas.height);
    meters.forEach((meter) => (meter.value = 0));
    reading.textContent = "No digit yet.";
  }

  function draw() {
    ink.clearRect(0, 0, canvas.width, canvas.height);
    Object.assign(ink, { lineWidth: 22, lineCap: "round", lineJoin: "round" });
    ink.strokeStyle = getComputedStyle(document.body).color;
    for (const stroke of strokes) {
      ink.beginPath();
      for (const [x, y] of [stroke[0], ...stroke]) ink.lineTo(x, y);
      ink.stroke();
    }
    read(net.smallPicture(strokes));
  }

  const point = (event) => {
    const scale = canvas.width / canvas.clientWidth;
    return [event.offsetX * scale, event.offsetY * scale];
  };
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    strokes.push([point(event)]);
    draw();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!canvas.hasPointerCapture(event.pointerId)) return;
    strokes.at(-1).push(point(event));
    draw();
  });

  find("#clear").addEventListener("click", clear);
  find("#example").addEventListener("click", () => {
    clear();
    const small = net.fromLetters(examples[shown++ % examples.length]);
    small.forEach((value, k) => {
      ink.fillStyle = getComputedStyle(document.body).color;
      ink.globalAlpha = value;
      ink.fillRect((k % 8) * 40, Math.floor(k / 8) * 40, 40, 40);
    });
    ink.globalAlpha = 1;
    read(small);
  });
})();
