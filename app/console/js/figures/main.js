// The lead's view: what the shop can read off its own record.

import { speakFrom } from "../core/i18n.js";

speakFrom({ pl: [() => import("../i18n/figures-pl.js")], en: [() => import("../i18n/figures-en.js")] });
