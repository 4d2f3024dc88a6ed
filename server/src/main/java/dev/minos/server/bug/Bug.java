package dev.minos.server.bug;

import dev.minos.faults.FaultRule;
import dev.minos.faults.Need;
import dev.minos.faults.SeededBug;
import dev.minos.server.core.KeyValueCore;
import dev.minos.server.core.Timer;
import dev.minos.server.storage.Storage;
import java.util.List;

/**
 * The bugs that can be seeded in the service. A tool that is never seen to catch anything proves nothing by passing. Each
 * strikes only now and then, as its model does. docs/bugs.md says where each was seen.
 */
public enum Bug implements SeededBug {
    /** Two puts with one expected version are both applied. */
    LOST_UPDATE(
            "lost-update",
            Need.CONCURRENCY,
            "Checks the version and writes the value in two steps, so two puts on one version can both be applied."),
    /** A get is answered from a cache that a put has not cleared. */
    STALE_READ(
            "stale-read",
            Need.CONCURRENCY,
            "Caches what it reads; a read that is overtaken by a put fills the cache with the value from before."),
    /** A get is answered from before a pause. */
    STALE_READ_AFTER_PAUSE(
            "stale-read-after-pause",
            Need.PAUSES,
            "A leader that was halted longer than its lease goes on answering reads until it learns of its successor."),
    /** A get does not see a put that was acknowledged. */
    ACKNOWLEDGED_BEFORE_APPLIED(
            "acknowledged-before-applied",
            Need.CONCURRENCY,
            "Acknowledges a put when it has its place in the queue, and applies it, for readers to see, a moment later."),
    /** The second copy of a request is applied, too. */
    APPLIED_TWICE(
            "applied-twice",
            Need.DUPLICATES,
            "Takes the second copy of a put for a retry after a lost write, and applies it again."),
    /** Two values of one version. */
    VERSION_NOT_BUMPED(
            "version-not-bumped",
            Need.CONCURRENCY,
            "Makes versions from a clock of milliseconds: a second update in one millisecond gets no new version."),
    /** A version that nobody has made. */
    VERSION_SKIPPED(
            "version-skipped",
            Need.CONCURRENCY,
            "Takes the next version before it checks the expected one, and a refused update does not give it back."),
    /** A create of a key that is there. */
    CREATE_OVERWRITES(
            "create-overwrites",
            Need.CONCURRENCY,
            "Looks whether a key is absent and makes it in two steps, so two creates can both be applied."),
    /** A refused put leaves its value behind. */
    REFUSED_BUT_APPLIED(
            "refused-but-applied",
            Need.CONCURRENCY,
            "Writes the value before the version is checked, and does not take it back from under a write just made."),
    /** A put is refused because of itself. */
    APPLIED_BUT_REFUSED(
            "applied-but-refused",
            Need.CONCURRENCY,
            "Tries a contended put a second time by itself, meets its own first write, and reports a conflict."),
    /** A refusal names a version that is gone. */
    WRONG_CURRENT_VERSION(
            "wrong-current-version",
            Need.CONCURRENCY,
            "Takes the current version that a refusal reports from a copy that lags behind."),
    /** A get is answered with another key's value. */
    VALUE_OF_ANOTHER_KEY(
            "value-of-another-key",
            Need.CONCURRENCY,
            "Two reads at one time share a buffer, and one is given the other's answer."),
    /** A restart goes back to a checkpoint. */
    STATE_ROLLED_BACK(
            "state-rolled-back",
            Need.RESTARTS,
            "A restart loads the last checkpoint, and forgets to replay what was written after it."),
    /** A crash takes back what was acknowledged. */
    ACKNOWLEDGED_WRITE_LOST(
            "acknowledged-write-lost",
            Need.RESTARTS,
            "Acknowledges a put from memory and writes it to the storage a moment later; a crash between takes it back."),
    /** A crash leaves half a value. */
    TORN_WRITE(
            "torn-write",
            Need.RESTARTS,
            "Writes a value in two halves in place; after a crash between them it serves half of each."),
    /** A get sees a put that is then refused. */
    ABORTED_READ(
            "aborted-read",
            Need.CONCURRENCY,
            "Puts a value where readers see it before its version is checked, and takes it back if the check fails.");

    private final String bugName;
    private final Need need;
    private final String summary;

    Bug(String bugName, Need need, String summary) {
        this.bugName = bugName;
        this.need = need;
        this.summary = summary;
    }

    @Override
    public String bugName() {
        return bugName;
    }

    @Override
    public String summary() {
        return summary;
    }

    @Override
    public Need need() {
        return need;
    }

    @Override
    public FaultRule.Side side() {
        return FaultRule.Side.SERVER;
    }

    /**
     * Makes a server with the bug.
     *
     * @param sound a correct storage, owned from now on by the returned core, which closes it. What it holds is read back as
     *     the bug understands it: after a restart a server must be given the same bug again
     * @param timer what the bug dawdles with
     * @return a thread-safe core that breaks the promises of {@link Storage} in this bug's way and in no other; what it
     *     applies it still reports, so that an apply log tells what really happened
     */
    public KeyValueCore infect(Storage sound, Timer timer) {
        return switch (this) {
            case LOST_UPDATE -> new LostUpdateCore(sound, timer);
            case STALE_READ -> new StaleReadCore(sound, timer);
            case STALE_READ_AFTER_PAUSE -> new StaleAfterPauseCore(sound, timer);
            case ACKNOWLEDGED_BEFORE_APPLIED -> WriteBehindCore.readingStorage(sound, timer);
            case APPLIED_TWICE -> new AppliedTwiceCore(sound, timer);
            case VERSION_NOT_BUMPED -> new VersionNotBumpedCore(sound, timer);
            case VERSION_SKIPPED -> new VersionSkippedCore(sound, timer);
            case CREATE_OVERWRITES -> new CreateOverwritesCore(sound, timer);
            case REFUSED_BUT_APPLIED -> new RefusedButAppliedCore(sound, timer);
            case APPLIED_BUT_REFUSED -> new AppliedButRefusedCore(sound, timer);
            case WRONG_CURRENT_VERSION -> new WrongCurrentVersionCore(sound, timer);
            case VALUE_OF_ANOTHER_KEY -> new ValueOfAnotherKeyCore(sound, timer);
            case STATE_ROLLED_BACK -> new StateRolledBackCore(sound, timer);
            case ACKNOWLEDGED_WRITE_LOST -> WriteBehindCore.readingQueue(sound, timer);
            case TORN_WRITE -> new TornWriteCore(sound, timer);
            case ABORTED_READ -> new AbortedReadCore(sound, timer);
        };
    }

    /**
     * Returns the bug of that name.
     *
     * @throws IllegalArgumentException if there is none; the message lists all names
     */
    public static Bug named(String name) {
        return SeededBug.named(name, List.of(values()));
    }
}
