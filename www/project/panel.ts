import { Bug } from "../core/bug.ts";
import { Panel } from "../core/panel.ts";
import type { Project } from "./project.ts";

/** A panel of a place that works on the project; such places open after it is there. */
export abstract class ProjectPanel extends Panel {
  protected get project(): Project {
    const { project } = this.app;
    if (!project) {
      throw new Bug("the place was opened before its project");
    }
    return project;
  }
}
