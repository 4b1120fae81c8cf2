/** On arXiv's lists of papers: a line of what is known below each entry. */
import { whenEntriesCome } from "../page/lists";
import { extensionMemory } from "../platform/memory";
import { messageClient } from "../platform/messages";
import { readOptions } from "../platform/options";
import { listOf } from "./list";

// Room is made as the entries come; what the reader has chosen is known a moment later.
const list = listOf(document, messageClient);
whenEntriesCome(document, list.add);
void readOptions(extensionMemory).then(list.begin);
