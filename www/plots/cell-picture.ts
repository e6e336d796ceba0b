/** An image of many cells, painted anew when they change and kept until then. */
export class CellPicture {
  #image: ImageBitmap | undefined;
  #asked = 0;

  get image(): ImageBitmap | undefined {
    return this.#image;
  }

  /** Paints in a task of its own: several pictures that change together would hold up the page. The latest asked wins, and `done` hears of it. */
  repaint(paint: () => ImageData | undefined, done: () => void): void {
    const mine = ++this.#asked;
    setTimeout(() => {
      const cells = mine === this.#asked ? paint() : undefined;
      if (cells) {
        // A picture may be too large for the browser; its table stays.
        createImageBitmap(cells).then((image) => this.#take(image, mine, done), () => undefined);
      } else if (mine === this.#asked) {
        this.#image = undefined;
        done();
      }
    });
  }

  #take(image: ImageBitmap, mine: number, done: () => void): void {
    if (mine !== this.#asked) {
      image.close();
      return;
    }
    this.#image?.close();
    this.#image = image;
    done();
  }

  /** Forgets the image, and what is on its way. */
  drop(): void {
    this.#asked += 1;
    this.#image?.close();
    this.#image = undefined;
  }
}
