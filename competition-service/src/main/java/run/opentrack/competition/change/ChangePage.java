package run.opentrack.competition.change;

import io.vertx.core.buffer.Buffer;
import java.util.Collection;
import java.util.List;
import run.opentrack.database.change.ChangeState;
import run.opentrack.database.change.ChangeToken;

/**
 * Part of the changes since a token.
 *
 * @param changes JSON of each, at most one of a competition
 * @param next token to continue with
 * @param nextText its text
 * @param more whether there are further changes already
 * @param state of the database up to which it was read, null if it was not read
 */
record ChangePage(Collection<Buffer> changes, ChangeToken next, String nextText, boolean more, ChangeState state) {
    /** Returns the page without changes at a token, which other pages follow. */
    static ChangePage at(ChangeToken token, String text) {
        return new ChangePage(List.of(), token, text, false, null);
    }

    boolean isEmpty() {
        return changes.isEmpty() && !more;
    }

    Buffer toJson() {
        Buffer json =
                Buffer.buffer(changes.size() * 1_200 + nextText.length() + 64).appendString("{\"changes\":");
        char separator = '[';
        for (Buffer change : changes) {
            json.appendByte((byte) separator).appendBuffer(change);
            separator = ',';
        }
        return json.appendString(changes.isEmpty() ? "[]" : "]")
                .appendString(",\"next\":\"" + nextText + "\",\"more\":" + more + "}");
    }
}
