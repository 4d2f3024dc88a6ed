package dev.minos.junit5;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Where tests keep their runs: {@code <parent>/<class>/<method>/<seed>/}, each of one test at a time. Two tests that run in
 * parallel with one name and seed, as those of a parameterized class may, are given different ones: two recordings in one
 * file would make a verdict of neither.
 */
final class RunDirectories {
    private static final Set<Path> TAKEN = ConcurrentHashMap.newKeySet();

    private RunDirectories() {}

    static Lease lease(ExtensionContext context) {
        Path parent = context.getConfigurationParameter("minos.directory")
                .map(Path::of)
                .orElseGet(() -> Path.of(isGradle() ? "build" : "target", "minos"));
        return new Lease(parent.resolve(fileName(context.getRequiredTestClass().getName()))
                .resolve(fileName(context.getRequiredTestMethod().getName())));
    }

    private static boolean isGradle() {
        return !Files.exists(Path.of("pom.xml"))
                && (Files.exists(Path.of("build.gradle")) || Files.exists(Path.of("build.gradle.kts")));
    }

    /** Other languages of the JVM have methods with all kinds of names. */
    private static String fileName(String name) {
        return name.replaceAll("[^\\p{Alnum}._$-]", "_");
    }

    /** One directory for as long as a test needs it. */
    static final class Lease implements AutoCloseable {
        private final Path parent;
        private @Nullable Path taken;

        Lease(Path parent) {
            this.parent = parent;
        }

        /** The directory of that seed, or one beside it while another test has that. */
        Path of(long seed) {
            Path directory = parent.resolve(String.valueOf(seed));
            for (int another = 2; !TAKEN.add(directory.toAbsolutePath()); another++) {
                directory = parent.resolve(seed + "-" + another);
            }
            taken = directory.toAbsolutePath();
            return directory;
        }

        @Override
        public void close() {
            if (taken != null) {
                TAKEN.remove(taken);
            }
        }
    }
}
