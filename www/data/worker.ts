import { expose } from "comlink";
import { api } from "./worker-api.ts";

expose(api);
