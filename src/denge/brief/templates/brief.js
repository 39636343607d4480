(function () {
  "use strict";
  var SVG = "http://www.w3.org/2000/svg";

  function all(where, what) { return Array.prototype.slice.call(where.querySelectorAll(what)); }

  // The address: #place?slider=value&slider=value
  function address() {
    var text = location.hash.slice(1), cut = text.indexOf("?"), place = cut < 0 ? text : text.slice(0, cut);
    try { place = decodeURIComponent(place); } catch (error) { place = ""; }
    return { place: place, set: cut < 0 ? null : new URLSearchParams(text.slice(cut + 1)) };
  }

  function show(id) {
    var target = id && document.getElementById(id);
    all(document, ".here").forEach(function (e) { e.classList.remove("here"); });
    if (!target) return;
    for (var at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    target.classList.add("here");
    target.scrollIntoView({ block: "center" });
  }

  // Numbers, as the page itself writes them: half to even, a true minus, <1 % and >99 %.
  function rounded(value, digits) {
    var scale = Math.pow(10, digits), x = Number((value * scale).toPrecision(12)), low = Math.floor(x);
    var up = x - low > 0.5 || (x - low === 0.5 && low % 2 === 1);
    return (low + (up ? 1 : 0)) / scale;
  }

  function Numbers(signs) {
    function plain(value, digits) { return rounded(value, digits).toFixed(digits).replace(".", signs.point); }
    function percent(share, digits) {
      var step = Math.pow(10, -(digits + 2)), mark = "";
      if (share > 0 && share < step) { mark = "<"; share = step; }
      if (share < 1 && share > 1 - step) { mark = ">"; share = 1 - step; }
      return mark + signs.percent.replace("{}", plain(100 * share, digits));
    }
    return {
      percent: percent,
      decimal: function (value, digits) {
        return (rounded(Math.abs(value), digits) && value < 0 ? "−" : "") + plain(Math.abs(value), digits);
      },
      hundredths: function (value, digits) {
        var shown = percent(Math.abs(value) / 100, digits), mark = { "<": ">", ">": "<" }[shown[0]] || "";
        return value < 0 ? mark + "−" + (mark ? shown.slice(1) : shown) : shown;
      }
    };
  }

  function fill(text, places) {
    return text.replace(/\{(\w+)\}/g, function (whole, name) { return name in places ? places[name] : whole; });
  }

  function unpack(packed) {
    var raw = atob(packed.data), n = raw.length / 2, values = new Float64Array(n);
    for (var i = 0; i < n; i++)
      values[i] = packed.low + packed.step * (raw.charCodeAt(2 * i) | (raw.charCodeAt(2 * i + 1) << 8));
    return { values: values, rows: packed.shape[0], width: n / packed.shape[0] };
  }

  function quantile(sorted, share) {
    var at = (sorted.length - 1) * share, low = Math.floor(at), high = Math.min(low + 1, sorted.length - 1);
    return sorted[low] + (at - low) * (sorted[high] - sorted[low]);
  }

  function summary(draws) {
    var sorted = Float64Array.from(draws).sort();
    return { sorted: sorted, low: quantile(sorted, 0.05), median: quantile(sorted, 0.5), high: quantile(sorted, 0.95) };
  }

  // Weighted mean of the shares of the powers, and the number of vectors of that mean.
  function Mix(data) {
    var write = Numbers(data.numbers), parts = {}, n = 1, poles = data.poles.length;
    Object.keys(data.shares).forEach(function (name) {
      parts[name] = unpack(data.shares[name]);
      n = Math.max(n, parts[name].rows);
    });
    return function (at) {
      var names = Object.keys(parts), total = names.reduce(function (t, name) { return t + at[name].value; }, 0);
      if (!total) return { say: { all: data.none }, marks: [], cells: [] };
      var number = new Float64Array(n), shares = [];
      for (var k = 0; k < poles; k++) shares.push(new Float64Array(n));
      for (var i = 0; i < n; i++) {
        var sum = 0, squares = 0;
        for (k = 0; k < poles; k++) {
          var p = 0;
          for (var d = 0; d < names.length; d++) {
            var part = parts[names[d]];
            p += at[names[d]].value * part.values[(part.rows === 1 ? 0 : i * poles) + k];
          }
          p /= total;
          shares[k][i] = p; sum += p; squares += p * p;
        }
        number[i] = sum * sum / squares;
      }
      var e = summary(number), value = function (v) { return write.decimal(v, data.digits); };
      var interval = fill(data.say.interval, { low: value(e.low), high: value(e.high) });
      var found = {
        say: { all: fill(data.say.all, { value: value(e.median), interval: interval }) },
        marks: [{ chart: data.charts.number, key: "number", band: e, shown: value(e.median) }],
        cells: [{ chart: data.charts.number, row: -1, texts: [value(e.median), interval] }]
      };
      data.poles.forEach(function (pole, k) {
        var share = summary(shares[k]), percent = function (v) { return write.percent(v, 0); };
        var span = fill(data.say.interval, { low: percent(share.low), high: percent(share.high) });
        found.marks.push({ chart: data.charts.shares, key: pole, band: share, shown: percent(share.median) });
        found.cells.push({ chart: data.charts.shares, id: "mix-" + pole, texts: [percent(share.median), span] });
      });
      return found;
    };
  }

  // Loss = flat - revenue (1 + price)^elasticity volume + sanctions + tension, draw by draw.
  function Loss(data) {
    var write = Numbers(data.numbers), seen = {};
    Object.keys(data.draws).forEach(function (name) { seen[name] = unpack(data.draws[name]); });
    function row(name, at) {
      var part = seen[name], from = at[name].place * part.width;
      return part.values.subarray(from, from + part.width);
    }
    return function (at) {
      var parts = ["secondary_sanctions", "tension"].filter(function (name) { return seen[name]; })
        .map(function (name) { return row(name, at); });
      var volume = seen.russian_routes && row("russian_routes", at), fuel = seen.flat;
      var n = fuel ? fuel.values.length : parts[0].length, loss = new Float64Array(n), worse = 0;
      var change = at.oil_price ? 1 + at.oil_price.value : 1;
      for (var i = 0; i < n; i++) {
        for (var k = 0; k < parts.length; k++) loss[i] += parts[k][i];
        if (fuel)
          loss[i] += fuel.values[i] -
            seen.revenue.values[i] * Math.pow(change, seen.elasticity.values[i]) * (volume ? volume[i] : 1);
        if (loss[i] > 0) worse++;
      }
      var e = summary(loss), value = function (v) { return write.hundredths(v, data.digits); }, say = {}, dots = [];
      var interval = fill(data.say.interval, { low: value(e.low), high: value(e.high) });
      say.middle = fill(data.say.middle, { x: value(e.median), interval: interval });
      data.oneIn.forEach(function (n) {
        var limit = quantile(e.sorted, 1 - 1 / n);
        say["in" + n] = fill(data.say[(limit >= 0 ? "lose" : "gain") + n], { x: value(Math.abs(limit)) });
      });
      say.share = fill(data.say.share, { x: write.percent(worse / n, 0) });
      for (i = 0; i < data.dots; i++) dots.push(quantile(e.sorted, (i + 0.5) / data.dots));
      var cells = dots.concat(e.median).map(function (v, i) {
        return { chart: data.charts.dots, row: i, texts: [value(v)] };
      });
      return { say: say, marks: [{ chart: data.charts.dots, key: "loss", band: e, dots: dots }], cells: cells };
    };
  }

  // Drawing: marks stand on a scale that the page gives with them.
  function one(x) { return String(Number(x.toFixed(1))); }

  function node(name, attributes) {
    var made = document.createElementNS(SVG, name);
    Object.keys(attributes).forEach(function (key) { made.setAttribute(key, attributes[key]); });
    return made;
  }

  function stacked(places, size) {
    var stacks = [], found = [];
    places.forEach(function (place) {
      var last = stacks[stacks.length - 1];
      if (last && place - last[0] < size) last.push(place); else stacks.push([place]);
    });
    stacks.forEach(function (s) {
      s.forEach(function (place, level) { found.push([(s[0] + s[s.length - 1]) / 2, level]); });
    });
    return found;
  }

  function move(group, mark) {
    var s = group.getAttribute("data-scale").split(" ").map(Number);
    function x(v) { return s[0] + (s[1] - s[0]) * (v - s[2]) / (s[3] - s[2]); }
    if (mark.dots) return moveDots(group, mark, x);
    var bar = group.querySelector("rect"), dot = group.querySelector("circle"), text = group.querySelector("text");
    if (bar) {
      bar.setAttribute("x", one(x(mark.band.low)));
      bar.setAttribute("width", one(x(mark.band.high) - x(mark.band.low)));
    }
    dot.setAttribute("cx", one(x(mark.band.median)));
    text.textContent = mark.shown;
  }

  var SIZE = 13, LEVELS = 8, BASE = 26 + LEVELS * SIZE; // as in draw/dots.py
  function moveDots(group, mark, x) {
    var found = stacked(mark.dots.map(x), SIZE), top = 0;
    found.forEach(function (dot) { top = Math.max(top, dot[1]); });
    var pitch = Math.min(SIZE, LEVELS * SIZE / (1 + top));
    group.textContent = "";
    found.forEach(function (dot, i) {
      var y = BASE - pitch * dot[1] - SIZE / 2 + 4;
      group.appendChild(node("circle", { cx: one(dot[0]), cy: one(y), r: 6, "class": mark.dots[i] > 0 ? "loss" : "gain" }));
    });
    var low = x(mark.band.low), wide = x(mark.band.high) - low;
    group.appendChild(node("rect", { x: one(low), y: one(BASE + 12), width: one(wide), height: 8, "class": "band p-home" }));
    group.appendChild(node("circle", { cx: one(x(mark.band.median)), cy: one(BASE + 16), r: 5, "class": "dot home" }));
  }

  function ghost(group, wanted) {
    var before = group.previousElementSibling, has = before && before.classList.contains("ghost");
    if (wanted && !has) {
      var copy = group.cloneNode(true);
      copy.setAttribute("class", "ghost");
      copy.removeAttribute("data-key");
      all(copy, "text").forEach(function (t) { t.remove(); });
      group.parentNode.insertBefore(copy, group);
    } else if (!wanted && has) before.remove();
  }

  function tell(cell, text, restore) {
    if (!cell.asWritten) cell.asWritten = Array.prototype.slice.call(cell.childNodes);
    cell.textContent = restore ? "" : text;
    if (restore) cell.asWritten.forEach(function (child) { cell.appendChild(child); });
  }

  var panels = [];
  function Panel(root) {
    var data = JSON.parse(root.querySelector("script").textContent);
    var inputs = all(root, "input[type=range]"), live = root.querySelector(".live"), reset = root.querySelector(".reset");
    var compute = data.kind === "mix" ? Mix(data) : Loss(data), waiting = 0, settling = 0;
    inputs.forEach(function (input) {
      input.stops = input.dataset.stops.split(" ").map(Number);
      input.shown = input.dataset.shown.split("|");
      input.value = input.defaultValue;
      input.addEventListener("input", function () { redraw(); settle(); });
    });
    reset.addEventListener("click", function () {
      inputs.forEach(function (input) { input.value = input.defaultValue; });
      redraw(); settle(); inputs[0].focus();
    });
    function settle() {
      clearTimeout(settling);
      settling = setTimeout(remember, 250);
    }
    function moved() { return inputs.filter(function (input) { return input.value !== input.defaultValue; }); }
    function redraw() {
      var at = {}, still = !moved().length;
      inputs.forEach(function (input) {
        var place = Number(input.value);
        at[input.dataset.key] = { place: place, value: input.stops[place] };
        input.setAttribute("aria-valuetext", input.shown[place]);
        input.nextElementSibling.textContent = input.shown[place];
      });
      var found = compute(at), said = [];
      all(root, "[data-say]").forEach(function (line) {
        line.textContent = found.say[line.dataset.say];
        said.push(line.textContent);
      });
      found.marks.forEach(function (mark) {
        all(document.getElementById(mark.chart), 'g[data-key="' + mark.key + '"]').forEach(function (group) {
          ghost(group, !still);
          move(group, mark);
        });
      });
      found.cells.forEach(function (cell) {
        var rows = document.getElementById(cell.chart).querySelector("tbody").rows;
        var row = cell.id ? document.getElementById(cell.id) : rows[cell.row < 0 ? rows.length + cell.row : cell.row];
        cell.texts.forEach(function (text, i) { tell(row.cells[i + 1], text, still); });
      });
      reset.disabled = still;
      root.classList.toggle("moved", !still);
      clearTimeout(waiting);
      waiting = setTimeout(function () { live.textContent = said.join(" "); }, 600);
    }
    root.querySelector(".sliders").hidden = false;
    panels.push({
      root: root,
      moved: moved,
      take: function (set) {
        inputs.forEach(function (input) {
          var asked = set.get(input.dataset.key), near = input.stops.indexOf(Number(asked));
          input.value = asked !== null && near >= 0 ? near : input.defaultValue;
        });
        redraw();
      }
    });
  }

  function settings() {
    var set = new URLSearchParams();
    panels.forEach(function (panel) {
      panel.moved().forEach(function (input) { set.set(input.dataset.key, input.stops[Number(input.value)]); });
    });
    return String(set);
  }

  function remember() {
    var set = settings(), place = address().place;
    if (set && !place) place = panels.filter(function (p) { return p.moved().length; })[0].root.id;
    history.replaceState(null, "", (place || set ? "#" + encodeURIComponent(place) + (set ? "?" + set : "") : location.pathname + location.search));
  }

  function arrive() {
    var at = address();
    if (at.set) panels.forEach(function (panel) { panel.take(at.set); });
    show(at.place);
    if (!at.set && settings()) remember();
  }

  // Saving a chart: its table as CSV, itself as SVG or PNG, each with its source.
  var STYLES = ["fill", "fill-opacity", "fill-rule", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap",
    "stroke-linejoin", "opacity", "font-family", "font-size", "font-weight", "text-anchor", "paint-order", "vector-effect"];

  function csvCell(text) {
    text = text.replace(/\s+/g, " ").trim();
    if (/^[=+\-@\uff1d\uff0b\uff0d\uff20]/.test(text)) text = "'" + text;
    return '"' + text.replace(/"/g, '""') + '"';
  }

  function csv(figure, source) {
    var lines = all(figure, "table tr").map(function (row) {
      return Array.prototype.map.call(row.cells, function (cell) { return csvCell(cell.textContent); }).join(",");
    });
    var set = settings();
    lines.push("", csvCell(figure.querySelector("h3").textContent), csvCell(source));
    if (set) lines.push(csvCell(set));
    return new Blob(["\ufeff" + lines.join("\r\n") + "\r\n"], { type: "text/csv;charset=utf-8" });
  }

  function drawing(figure, source) {
    var svg = all(figure, "svg").filter(function (s) { return s.getClientRects().length; })[0];
    var copy = svg.cloneNode(true), box = svg.viewBox.baseVal, from = all(svg, "*"), to = all(copy, "*");
    from.forEach(function (element, i) {
      var style = getComputedStyle(element), made = to[i];
      if (element.tagName === "use") {
        made = document.querySelector(element.getAttribute("href")).cloneNode(true);
        to[i].parentNode.replaceChild(made, to[i]);
        if (element.hasAttribute("transform")) made.setAttribute("transform", element.getAttribute("transform"));
      }
      if (!/^(title|desc|defs)$/i.test(element.tagName))
        STYLES.forEach(function (name) { made.style.setProperty(name, style.getPropertyValue(name)); });
      ["class", "data-key", "data-scale"].forEach(function (name) { made.removeAttribute(name); });
    });
    ["class", "aria-labelledby", "role"].forEach(function (name) { copy.removeAttribute(name); });
    copy.querySelector("desc").textContent += " " + source;
    var paper = getComputedStyle(svg).backgroundColor, clear = /^rgba\(.*, 0\)$|^transparent$/;
    if (clear.test(paper)) paper = getComputedStyle(document.body).backgroundColor;
    copy.insertBefore(node("rect", { width: box.width, height: box.height, fill: paper }), copy.firstChild.nextSibling.nextSibling);
    copy.setAttribute("xmlns", SVG);
    copy.setAttribute("width", box.width);
    copy.setAttribute("height", box.height);
    return { text: new XMLSerializer().serializeToString(copy), width: box.width, height: box.height };
  }

  function png(made, done) {
    var image = new Image(), canvas = document.createElement("canvas");
    canvas.width = 2 * made.width;
    canvas.height = 2 * made.height;
    image.onload = function () {
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob(done, "image/png");
    };
    image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(made.text);
  }

  function save(blob, name) {
    var link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    document.body.appendChild(link);
    link.click();
    link.remove();
    setTimeout(function () { URL.revokeObjectURL(link.href); }, 10000);
  }

  function savers(main, figure) {
    var bar = document.createElement("p"), name = main.dataset.name + "-" + figure.id, source = main.dataset.source;
    bar.className = "saves";
    var kinds = { CSV: function () { save(csv(figure, source), name + ".csv"); },
      SVG: function () { save(new Blob([drawing(figure, source).text], { type: "image/svg+xml" }), name + ".svg"); },
      PNG: function () { png(drawing(figure, source), function (blob) { save(blob, name + ".png"); }); } };
    Object.keys(kinds).forEach(function (kind) {
      if (kind === "CSV" && !figure.querySelector("table")) return;
      var button = document.createElement("button");
      button.type = "button";
      button.textContent = kind;
      button.setAttribute("aria-label", main.dataset.save.replace("{kind}", kind).replace("{title}", figure.querySelector("h3").textContent));
      button.addEventListener("click", kinds[kind]);
      bar.appendChild(button);
    });
    figure.appendChild(bar);
  }

  var main = document.querySelector("main[data-save]");
  all(main, "figure.chart").forEach(function (figure) { savers(main, figure); });
  all(document, ".panel").forEach(Panel);
  addEventListener("hashchange", arrive);
  addEventListener("beforeprint", function () {
    all(document, "details.chart-table").forEach(function (d) {
      if (d.querySelectorAll("tbody tr").length <= 12) d.open = true; // longer ones stay in the file
    });
  });
  arrive();
})();
