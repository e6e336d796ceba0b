/** What can only happen by a mistake of the page itself. Its text is for whoever mends it, and so English. */
export class Bug extends Error {}
