/** What the engine's worker fetches when it is first asked for more than recognising, and its helpers at once. */
export { Help } from "./helper.ts";
export { compileLab } from "./lab-module.ts";
export { loadLab } from "./load-lab.ts";
export { Pool } from "./pool.ts";
export { Workbench } from "./workbench.ts";
export { startHelper } from "./workers.ts";
