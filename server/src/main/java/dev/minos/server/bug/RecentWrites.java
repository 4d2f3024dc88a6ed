package dev.minos.server.bug;

import dev.minos.server.core.Timer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Which keys were written a moment ago. Not thread-safe. */
final class RecentWrites {
    private final Timer timer;
    private final long moment;
    private final Map<String, Long> written = new HashMap<>();

    RecentWrites(Timer timer, Duration moment) {
        this.timer = timer;
        this.moment = moment.toNanos();
    }

    void add(String key) {
        written.put(key, timer.nanos());
    }

    boolean contains(String key) {
        Long at = written.get(key);
        return at != null && timer.nanos() - at < moment;
    }
}
