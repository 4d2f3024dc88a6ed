package dev.minos.cli;

import dev.minos.harness.run.Progress;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;

/** How far a run has come, on standard error: a bar on a terminal, a line every few seconds otherwise. */
final class RunProgress implements AutoCloseable {
    private static final int LINE_EVERY_SECONDS = 5;
    private static final int BAR_EVERY_MILLIS = 250;

    private final @Nullable ScheduledExecutorService timer;
    private final @Nullable ProgressBar bar;

    private RunProgress(@Nullable ScheduledExecutorService timer, @Nullable ProgressBar bar) {
        this.timer = timer;
        this.bar = bar;
    }

    /** Begins now; {@link #close} ends it. */
    static RunProgress of(Supplier<Progress> campaign, PrintWriter err, boolean silent) {
        if (silent) {
            return new RunProgress(null, null);
        }
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "minos-run-progress");
            thread.setDaemon(true);
            return thread;
        });
        // The launcher sets it where standard error is a terminal.
        ProgressBar bar = Boolean.getBoolean("minos.terminal") ? bar(campaign) : null;
        if (bar != null) {
            var unused = timer.scheduleAtFixedRate(
                    () -> bar.stepTo(campaign.get().elapsed().toMillis())
                            .setExtraMessage(String.format(
                                    Locale.ROOT,
                                    "%,d operations",
                                    campaign.get().attempts())),
                    BAR_EVERY_MILLIS,
                    BAR_EVERY_MILLIS,
                    TimeUnit.MILLISECONDS);
        } else {
            var unused = timer.scheduleAtFixedRate(
                    () -> sayWhereItIs(campaign.get(), err), LINE_EVERY_SECONDS, LINE_EVERY_SECONDS, TimeUnit.SECONDS);
        }
        return new RunProgress(timer, bar);
    }

    private static ProgressBar bar(Supplier<Progress> campaign) {
        return new ProgressBarBuilder()
                .setTaskName("run")
                .setInitialMax(campaign.get().duration().toMillis())
                .setUnit(" s", 1_000)
                .setConsumer(new ConsoleProgressBarConsumer(new PrintStream(System.err, true, StandardCharsets.UTF_8)))
                .build();
    }

    /** Nothing before the first operation: a campaign that never begins has one thing to say, and that is why. */
    private static void sayWhereItIs(Progress progress, PrintWriter err) {
        if (!progress.elapsed().isZero()) {
            err.println(line(progress));
        }
    }

    private static String line(Progress progress) {
        return String.format(
                Locale.ROOT,
                "%.0f of %.0f s, %,d operations recorded",
                progress.elapsed().toMillis() / 1e3,
                progress.duration().toMillis() / 1e3,
                progress.attempts());
    }

    @Override
    public void close() {
        if (timer != null) {
            timer.shutdownNow();
        }
        if (bar != null) {
            bar.close();
        }
    }
}
