"""Packs a picture into a PNG with at most 256 colors, so that the documents stay light."""

from __future__ import annotations

import base64
import struct
import zlib

from playwright.sync_api import Browser

_COUNT_COLORS = """async picture => {
  const image = await createImageBitmap(await (await fetch(picture)).blob());
  const { width, height } = image;
  const canvas = new OffscreenCanvas(width, height).getContext("2d");
  canvas.drawImage(image, 0, 0);
  const data = canvas.getImageData(0, 0, width, height).data;
  const counts = new Map();
  const pixels = new Uint32Array(width * height);
  for (let at = 0; at < pixels.length; at += 1) {
    pixels[at] = (data[4 * at] << 16) | (data[4 * at + 1] << 8) | data[4 * at + 2];
    counts.set(pixels[at], (counts.get(pixels[at]) ?? 0) + 1);
  }
  const colors = [...counts].sort((one, other) => other[1] - one[1] || one[0] - other[0])
    .slice(0, 256).map(([color]) => color);
  const numbers = new Map(colors.map((color, number) => [color, number]));
  const parts = color => [color >> 16, (color >> 8) & 255, color & 255];
  const far = (one, other) => parts(one).reduce(
    (sum, part, at) => sum + (part - parts(other)[at]) ** 2, 0);
  for (const color of counts.keys()) {
    if (numbers.has(color)) continue;
    let best = 0;
    colors.forEach((each, number) => {
      if (far(each, color) < far(colors[best], color)) best = number;
    });
    numbers.set(color, best);
  }
  const indices = Uint8Array.from(pixels, color => numbers.get(color));
  let text = "";
  for (let at = 0; at < indices.length; at += 32768) {
    text += String.fromCharCode(...indices.subarray(at, at + 32768));
  }
  return { width, height, colors, indices: btoa(text) };
}"""


def packed(browser: Browser, picture: bytes) -> bytes:
    """Write a picture with at most 256 colors."""
    page = browser.new_page()
    try:
        address = "data:image/png;base64," + base64.b64encode(picture).decode()
        found = page.evaluate(_COUNT_COLORS, address)
    finally:
        page.close()
    width, height = found["width"], found["height"]
    indices = base64.b64decode(found["indices"])
    rows = (b"\0" + indices[at : at + width] for at in range(0, len(indices), width))
    palette = b"".join(color.to_bytes(3, "big") for color in found["colors"])
    return b"".join([
        b"\x89PNG\r\n\x1a\n",
        _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        _chunk(b"PLTE", palette),
        _chunk(b"IDAT", zlib.compress(b"".join(rows), 9)),
        _chunk(b"IEND", b""),
    ])


def _chunk(name: bytes, content: bytes) -> bytes:
    check = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", check)
