package dev.minos.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A program that was run to its end, as its user sees it.
 *
 * @param seconds from its start to its end
 * @param cpuSeconds that all its threads were given, which others on the machine hardly change; what it used just before its end
 *     may be missing
 * @param residentMiB the most memory that it had from the operating system; 0 where that cannot be known. It is read every few
 *     milliseconds while the program runs, so what it takes just before its end may be missing. Of programs that it starts in
 *     turn nothing is known
 * @param exit its exit code; {@link #TOO_LONG} if it had to be stopped
 * @param lastLine what it printed last on standard output; standard error, where progress goes, is not kept
 */
record MeasuredProcess(double seconds, double cpuSeconds, long residentMiB, int exit, String lastLine) {
    static final int TOO_LONG = -1;

    private static final long SAMPLE_MILLIS = 5;

    /**
     * Runs a program.
     *
     * @param patience after which it is stopped
     * @throws IOException if it cannot be started
     */
    static MeasuredProcess run(List<String> command, Map<String, String> environment, Duration patience)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(environment);
        long begin = System.nanoTime();
        Process process = builder.start();
        process.getOutputStream().close();
        CompletableFuture<String> lastLine = CompletableFuture.supplyAsync(() -> lastLine(process));
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        long resident = 0;
        Duration cpu = Duration.ZERO;
        boolean ended = false;
        while (!ended && System.nanoTime() - begin < patience.toNanos()) {
            resident = Math.max(resident, residentMiB(status));
            cpu = process.info().totalCpuDuration().orElse(cpu);
            ended = process.waitFor(SAMPLE_MILLIS, TimeUnit.MILLISECONDS);
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        if (!ended) {
            process.toHandle().destroyForcibly();
            process.waitFor();
        }
        return new MeasuredProcess(
                seconds, cpu.toNanos() / 1e9, resident, ended ? process.exitValue() : TOO_LONG, lastLine.join());
    }

    private static String lastLine(Process process) {
        String last = "";
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                last = line;
            }
        } catch (IOException e) {
            return "its output could not be read: " + e.getMessage();
        }
        return last;
    }

    private static long residentMiB(Path status) {
        try {
            for (String line : Files.readAllLines(status)) {
                if (line.startsWith("VmHWM:")) {
                    return Long.parseLong(line.replaceAll("[^0-9]", "")) >> 10;
                }
            }
        } catch (IOException e) {
            return 0; // it has ended, or this system has no /proc
        }
        return 0;
    }
}
