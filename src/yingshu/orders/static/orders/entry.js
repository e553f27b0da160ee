// Order entry: totals exactly as the server reckons them, fields that belong to one payment method, and word to the rulebook.
(function () {
  "use strict";
  const { all, each, find } = window.ys;
  const { scaled, unscaled, showFen } = window.ys.sum;
  const MILLION = 1000000n;

  /** Divide and round half away from zero. */
  function divide(n, by) {
    const half = by / 2n;
    return n < 0n ? -((-n + half) / by) : (n + half) / by;
  }

  /** Gross and tax of a row in fen: the unit price after both discounts has six places, then the amount is rounded once. */
  function amounts(row, header) {
    const cell = (col) => { const el = find('[data-col="' + col + '"]', row); return el ? ("value" in el ? el.value : el.textContent) : ""; };
    const effective = divide(scaled(cell("price"), 6) * (MILLION - scaled(cell("discount"), 4)) * (MILLION - header), MILLION * MILLION);
    const gross = divide(effective * scaled(cell("quantity"), 3), 10000000n);
    const net = divide(gross * MILLION, MILLION + scaled(cell("rate"), 6));
    return { gross, net, quantity: scaled(cell("quantity"), 3) };
  }

  each("form[data-order-entry]", (form) => {
    const method = find("[name=payment_method]", form);
    function total() {
      const header = scaled(find("[data-header-discount]", form).value, 4);
      const sum = { gross: 0n, net: 0n, quantity: 0n };
      all("[data-line]:not(.gone)", form).forEach((row) => {
        const one = amounts(row, header);
        find("[data-gross]", row).textContent = showFen(one.gross);
        Object.keys(sum).forEach((key) => { sum[key] += one[key]; });
      });
      const put = (key, words) => all('[data-sum="' + key + '"]', form).forEach((el) => { el.textContent = words; });
      put("gross", showFen(sum.gross));
      put("net", showFen(sum.net));
      put("tax", showFen(sum.gross - sum.net));
      put("quantity", unscaled(sum.quantity, 3));
    }
    function terms() {
      all("[data-only]", form).forEach((el) => { el.hidden = el.dataset.only !== method.value; });
    }
    let last = "";
    function tell() {
      total();
      terms();
      const now = new URLSearchParams(new FormData(form)).toString();
      if (now !== last) { last = now; form.dispatchEvent(new CustomEvent("ys-entry", { bubbles: true })); }
    }
    form.addEventListener("input", () => setTimeout(tell));
    form.addEventListener("change", () => setTimeout(tell));
    form.addEventListener("click", () => setTimeout(tell));
    setTimeout(tell);
  });
})();
