import { ProjectPanel } from "../project/panel.ts";
import type { InsideDesk } from "./desk.ts";
import { type Inside, insideOf } from "./inside.ts";

/** A panel of Inside. */
export abstract class InsidePanel extends ProjectPanel {
  protected get inside(): Inside {
    return insideOf(this.app, this.project);
  }

  protected get desk(): InsideDesk {
    return this.inside.desk;
  }
}
