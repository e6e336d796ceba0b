/** The worker of a laboratory. */
import { expose } from "comlink";
import { guarded, keepPanicText } from "./guard.ts";
import { Laboratory } from "./lab.ts";
import { loadLab } from "./load-lab.ts";

keepPanicText();
expose(guarded(new Laboratory(loadLab).api));
