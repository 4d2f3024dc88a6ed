package dev.minos.checker.testing;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;

/**
 * Which classes of a module use which of another package, as jdeps reads it from the compiled classes: a name that is written in
 * full counts like an import. Immutable.
 *
 * <p>An arrow reads {@code dev.minos.checker.model.Step -> dev.minos.checker.history.Operation}.
 */
public final class PackageOrder {
    /** {@code    a.One   -> b.Two   where Two is found}. */
    private static final Pattern ARROW = Pattern.compile("\\s+(\\S+)\\s+-> (\\S+)\\s.*");

    private final List<Arrow> arrows = new ArrayList<>();
    /** The packages that each package of the module uses, others than its own. */
    private final Map<String, Set<String>> uses = new TreeMap<>();

    private record Arrow(String from, String to) {
        @Override
        public String toString() {
            return from + " -> " + to;
        }
    }

    private PackageOrder() {}

    /**
     * Reads the module of a class.
     *
     * @throws IllegalStateException if jdeps finds no classes there
     */
    public static PackageOrder ofModuleOf(Class<?> type) {
        try {
            return ofClasses(Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI()));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Reads compiled classes.
     *
     * @param classes a folder or a jar
     * @throws IllegalStateException if jdeps finds none there
     */
    public static PackageOrder ofClasses(Path classes) {
        StringWriter out = new StringWriter();
        StringWriter problems = new StringWriter();
        int exit = ToolProvider.findFirst("jdeps")
                .orElseThrow(
                        () -> new IllegalStateException("the package order is read by jdeps, which only a JDK has"))
                .run(
                        new PrintWriter(out),
                        new PrintWriter(problems),
                        "-verbose:class",
                        "-filter:package",
                        "--multi-release",
                        "base",
                        classes.toString());
        PackageOrder order = new PackageOrder();
        out.toString().lines().map(ARROW::matcher).filter(Matcher::matches).forEach(arrow -> {
            order.arrows.add(new Arrow(arrow.group(1), arrow.group(2)));
            order.uses
                    .computeIfAbsent(packageOf(arrow.group(1)), name -> new TreeSet<>())
                    .add(packageOf(arrow.group(2)));
        });
        // Of a folder that is not there jdeps only warns, and nothing is in order.
        if (exit != 0 || order.arrows.isEmpty()) {
            throw new IllegalStateException("jdeps found no classes, exit " + exit + ": " + out + problems);
        }
        return order;
    }

    /** Returns the packages of the module, in alphabetical order. */
    public Set<String> packages() {
        return new TreeSet<>(uses.keySet());
    }

    /** Returns the arrows between packages that use each other, be it by way of others; none where there is an order. */
    public List<String> cycles() {
        return arrows.stream()
                .filter(arrow -> reachedFrom(packageOf(arrow.to)).contains(packageOf(arrow.from)))
                .map(Arrow::toString)
                .toList();
    }

    /**
     * Returns the arrows from a package to another, or to one class of it.
     *
     * @throws IllegalArgumentException if the module has no package, and for {@code to} no class, of that name: a rule about it
     *     would hold whatever the code does
     */
    public List<String> arrows(String from, String to) {
        if (!uses.containsKey(from)) {
            throw new IllegalArgumentException("must be a package with classes: from=" + from + ", got " + packages());
        }
        if (!uses.containsKey(to) && arrows.stream().noneMatch(arrow -> arrow.from.equals(to))) {
            throw new IllegalArgumentException("must be a package or a class: to=" + to + ", got " + packages());
        }
        return arrows.stream()
                .filter(arrow -> packageOf(arrow.from).equals(from))
                .filter(arrow -> packageOf(arrow.to).equals(to) || arrow.to.equals(to))
                .map(Arrow::toString)
                .toList();
    }

    private Set<String> reachedFrom(String name) {
        Set<String> reached = new TreeSet<>(Set.of(name));
        Deque<String> next = new ArrayDeque<>(reached);
        while (!next.isEmpty()) {
            uses.getOrDefault(next.pop(), Set.of()).stream()
                    .filter(reached::add)
                    .forEach(next::push);
        }
        return reached;
    }

    private static String packageOf(String type) {
        return type.substring(0, Math.max(0, type.lastIndexOf('.')));
    }
}
