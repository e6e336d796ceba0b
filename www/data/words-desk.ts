import type { Notices } from "../app/notices.ts";
import { MicrophoneError } from "../audio/microphone-error.ts";
import type { Player } from "../audio/player.ts";
import { Recorder } from "../audio/recorder.ts";
import { type PathFile, readBytes } from "../core/files.ts";
import { count } from "../core/format.ts";
import { messageOf, settle } from "../core/settle.ts";
import { Store } from "../core/store.ts";
import type { EngineClient } from "../engine/client.ts";
import type { Named, Sound } from "../engine/protocol.ts";
import { MAX_TAKES, MOST_WORDS, type Take, type Word, type WordsState } from "./words-state.ts";

/** Seconds before a recording begins, in which the room's noise is measured. */
const COUNTDOWN_S = 2;
/** Messages kept per word. */
const MOST_PROBLEMS = 5;

/** The visitor's words and takes: typed, recorded, added, played, taken away. */
export class WordsDesk extends Store<WordsState> {
  #next = 1;
  #recording: AbortController | undefined;
  #import: AbortController | undefined;

  constructor(
    private readonly engine: EngineClient,
    private readonly player: Player,
    private readonly notices: Notices,
  ) {
    super({ words: [], takes: [], recording: undefined, importing: undefined, problems: {}, playing: undefined });
    for (const text of ["yes", "no", "stop"]) {
      this.addWord(text);
    }
  }

  addWord(text: string): Word {
    const word = { id: this.#next++, text };
    this.set({ words: [...this.state.words, word] });
    return word;
  }

  rename(id: number, text: string): void {
    this.set({ words: this.state.words.map((w) => (w.id === id ? { ...w, text } : w)) });
  }

  removeWord(id: number): void {
    const { words, takes } = this.state;
    const word = words.find((w) => w.id === id);
    this.set({ words: words.filter((w) => w.id !== id), takes: takes.filter((t) => t.word !== id) });
    const lost = takes.filter((t) => t.word === id).length;
    this.#undo(`“${word?.text ?? ""}” and its ${count(lost, "take")} were removed.`, { words, takes });
  }

  removeTake(id: number): void {
    const { takes } = this.state;
    this.set({ takes: takes.filter((t) => t.id !== id) });
    this.#undo("A take was removed.", { takes });
  }

  #undo(text: string, before: Partial<WordsState>): void {
    const run = () => {
      this.set(before);
      this.notices.dismiss("undo");
    };
    this.notices.tell({ id: "undo", tone: "info", text, action: { title: "Undo", run } });
  }

  /** Keeps a take after the engine has looked at it; a take that is refused is named and nothing else changes. */
  async #keep(word: number, name: string, sound: Sound, from: { speaker: string; index: number; numbered: boolean }): Promise<void> {
    const check = await this.engine.call((api) => api.checkTake(name, sound));
    const take: Take = { id: this.#next++, word, name, sound, notices: check.notices, ...from };
    this.set({ takes: [...this.state.takes, take] });
  }

  #problem(word: number, text: string): void {
    const before = this.state.problems[word] ?? [];
    this.set({ problems: { ...this.state.problems, [word]: [...before, text].slice(-MOST_PROBLEMS) } });
  }

  clearProblems(word: number): void {
    this.set({ problems: { ...this.state.problems, [word]: [] } });
  }

  /** Records `wanted` takes of a word, one after another. */
  async record(word: Word, wanted: number): Promise<void> {
    this.player.stop();
    this.notices.dismiss("microphone");
    this.clearProblems(word.id);
    const stop = new AbortController();
    this.#recording = stop;
    const name = word.text.trim();
    try {
      await Recorder.start(
        {
          state: (state) => this.set({ recording: { word: word.id, state } }),
          take: (sound) => {
            const index = this.state.takes.filter((t) => t.word === word.id).length + 1;
            const take = `${name} ${index}`;
            settle(this.#keep(word.id, take, sound, { speaker: "me", index, numbered: false }), (text) => this.#problem(word.id, text));
          },
          end: (reason) => {
            this.set({ recording: undefined });
            if (reason === "unheard") {
              this.#problem(word.id, "Nothing was heard for ten seconds, so the microphone was released. Speak closer to it and record again.");
            }
          },
          failed: (error) => this.#microphoneFailed(error),
        },
        wanted,
        COUNTDOWN_S,
        stop.signal,
      );
    } catch (error) {
      this.#microphoneFailed(error);
    }
  }

  #microphoneFailed(error: unknown): void {
    this.set({ recording: undefined });
    this.notices.tell({ id: "microphone", tone: "bad", text: error instanceof MicrophoneError ? error.message : messageOf(error) });
  }

  stopRecording(): void {
    this.#recording?.abort();
  }

  async play(take: Take): Promise<void> {
    if (this.state.playing === take.id) {
      this.player.stop();
      return;
    }
    await this.player.play(take.sound, (s) => this.set({ playing: s === undefined ? undefined : take.id }));
  }

  /** Adds files to one word. */
  async addFiles(word: Word, files: PathFile[]): Promise<void> {
    this.clearProblems(word.id);
    await this.#import_(files, () => ({ word, named: { label: word.text, speaker: "", index: 0 } }));
  }

  /** Adds a folder or files whose names or folders tell the words; new words are added. */
  async addFolder(files: PathFile[]): Promise<void> {
    const wavs = files.filter(({ path }) => /\.wav$/i.test(path));
    const others = files.length - wavs.length;
    this.clearProblems(0);
    if (wavs.length === 0) {
      this.#problem(0, "There is no WAV file among what was dropped. Drop a folder with WAV files named like 7_george_3.wav, or with one folder per word.");
      return;
    }
    if (wavs.length > MAX_TAKES) {
      this.#problem(0, `${wavs.length} files were given; the first ${MAX_TAKES} are taken. The program nrr-snn trains on more.`);
    }
    const taken = wavs.slice(0, MAX_TAKES);
    const names = await this.engine.call((api) => api.parsePaths(taken.map((f) => f.path)));
    const byPath = new Map(taken.map((f, i) => [f.path, names[i]]));
    // Words that nobody has spoken yet make room for the ones that come.
    this.set({ words: this.state.words.filter((w) => this.state.takes.some((t) => t.word === w.id)) });
    await this.#import_(taken, (path) => {
      const named = byPath.get(path);
      return named ? { word: this.#wordFor(named.label), named } : undefined;
    });
    if (others > 0) {
      this.#problem(0, `${count(others, "file")} of another kind left out; only WAV files are read.`);
    }
    if (this.state.words.length > MOST_WORDS) {
      this.#problem(0, `${this.state.words.length} words were found. Up to ${MOST_WORDS} train quickly in a page; take away those you do not need.`);
    }
  }

  #wordFor(label: string): Word {
    return this.state.words.find((w) => w.text.trim().toLowerCase() === label.trim().toLowerCase()) ?? this.addWord(label);
  }

  async #import_(files: PathFile[], place: (path: string) => { word: Word; named: Named } | undefined): Promise<void> {
    const stop = new AbortController();
    this.#import = stop;
    this.set({ importing: { done: 0, of: files.length } });
    let unnamed = 0;
    try {
      for (const [i, { path, file }] of files.entries()) {
        if (stop.signal.aborted) {
          break;
        }
        const target = place(path);
        if (!target) {
          unnamed += 1;
          continue;
        }
        const { word, named } = target;
        try {
          const bytes = await readBytes(file);
          const sound = await this.engine.call((api) => api.readWav(file.name, bytes));
          const numbered = /^\d_.+_\d+\.wav$/i.test(file.name);
          await this.#keep(word.id, path, sound, { speaker: named.speaker, index: named.index, numbered });
        } catch (error) {
          this.#problem(word.id, messageOf(error));
        }
        if (i % 10 === 9) {
          this.set({ importing: { done: i + 1, of: files.length } });
        }
      }
    } finally {
      this.set({ importing: undefined });
    }
    if (unnamed > 0) {
      this.#problem(0, `${count(unnamed, "file")} left out: neither name nor folder tells the word. Name them like 7_george_3.wav, or make one folder per word.`);
    }
  }

  stopImport(): void {
    this.#import?.abort();
  }

  leave(): void {
    this.stopRecording();
    this.player.stop();
  }
}
