import "./design/tokens.css";
import "./design/base.css";
import "./design/controls.css";
import "./design/layout.css";
import "./design/plots.css";
import "./app/model-menu.css";
import "./try/try.css";
import "./app/shell.ts";
