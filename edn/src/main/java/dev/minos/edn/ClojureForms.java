package dev.minos.edn;

import clojure.lang.AFn;
import clojure.lang.BigInt;
import clojure.lang.EdnReader;
import clojure.lang.IPersistentMap;
import clojure.lang.PersistentHashMap;
import clojure.lang.RT;
import dev.minos.checker.history.Keyword;
import dev.minos.checker.history.MalformedHistoryException;
import dev.minos.checker.history.Ratio;
import dev.minos.checker.history.Symbol;
import dev.minos.checker.history.Tagged;
import dev.minos.edn.EdnParser.NotEdnException;
import java.io.PushbackReader;
import java.io.StringReader;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Forms as Clojure's own reader of EDN understands them, made plain. */
final class ClojureForms {
    private static final Set<String> KNOWN_TAGS =
            Set.of("inst", "uuid", "object", "error", "queue", "jepsen.history.Op", "jepsen.independent.Tuple");

    private final Consumer<String> unknownTags;
    private @Nullable IPersistentMap options;

    /** Whether the tag is of EDN or of Jepsen. */
    static boolean isKnown(String tag) {
        return KNOWN_TAGS.contains(tag);
    }

    ClojureForms(Consumer<String> unknownTags) {
        this.unknownTags = unknownTags;
    }

    /** What a tag makes of a form before it is made plain. */
    private record Unread(String tag, @Nullable Object form) {}

    @Nullable Object parse(String text, boolean outermost) throws NotEdnException {
        try (PushbackReader reader = new PushbackReader(new StringReader(text), 2)) {
            Object end = new Object();
            Object form = EdnReader.read(reader, false, end, false, options());
            if (form == end || EdnReader.read(reader, false, end, false, options()) != end) {
                throw new NotEdnException("expected exactly one form", null);
            }
            return plain(form, outermost, 0);
        } catch (NotEdnException | MalformedHistoryException e) {
            throw e; // the latter is what a strict reader says of a tag
        } catch (StackOverflowError e) {
            throw tooDeep();
        } catch (Exception e) {
            String why = e instanceof EdnReader.ReaderException && e.getCause() != null
                    ? e.getCause().getMessage()
                    : e.getMessage();
            throw new NotEdnException(why == null ? e.toString() : why, e);
        }
    }

    /** Made late: to load any class of Clojure takes a second. */
    private IPersistentMap options() {
        IPersistentMap made = options;
        if (made == null) {
            AFn tagged = new AFn() {
                @Override
                public Object invoke(Object tag, Object form) {
                    return new Unread(tag.toString(), form);
                }
            };
            // Without readers of its own for these, Clojure would make dates of them that are not in the file.
            IPersistentMap ownTags = RT.map(
                    clojure.lang.Symbol.intern("inst"), own("inst"), clojure.lang.Symbol.intern("uuid"), own("uuid"));
            made = (IPersistentMap) PersistentHashMap.create(
                    clojure.lang.Keyword.intern("readers"), ownTags, clojure.lang.Keyword.intern("default"), tagged);
            options = made;
        }
        return made;
    }

    private static AFn own(String tag) {
        return new AFn() {
            @Override
            public Object invoke(Object form) {
                return new Unread(tag, form);
            }
        };
    }

    private static NotEdnException tooDeep() {
        return new NotEdnException("forms are nested more than " + FormReader.MAX_DEPTH + " deep", null);
    }

    private @Nullable Object plain(@Nullable Object form, boolean outermost, int depth) throws NotEdnException {
        if (depth > FormReader.MAX_DEPTH) {
            throw tooDeep(); // whoever hashes, compares or prints it later goes as deep
        }
        if (form instanceof clojure.lang.Keyword keyword) {
            return new Keyword(keyword.toString().substring(1));
        }
        if (form instanceof clojure.lang.Symbol symbol) {
            return new Symbol(symbol.toString());
        }
        if (form instanceof clojure.lang.Ratio ratio) {
            return new Ratio(ratio.numerator, ratio.denominator);
        }
        if (form instanceof BigInt number) {
            return whole(number.toBigInteger());
        }
        if (form instanceof BigInteger number) {
            return whole(number);
        }
        if (form instanceof Unread unread) {
            if (!isKnown(unread.tag)) {
                unknownTags.accept(unread.tag);
            }
            Object datum = plain(unread.form, outermost, depth + 1);
            return unread.tag.startsWith("jepsen.") ? datum : new Tagged(unread.tag, datum);
        }
        if (form instanceof IPersistentMap) {
            Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
            for (Map.Entry<?, ?> entry : ((Map<?, ?>) form).entrySet()) {
                map.put(plain(entry.getKey(), false, depth + 1), plain(entry.getValue(), false, depth + 1));
            }
            return EdnParser.map(Collections.unmodifiableMap(map), outermost);
        }
        if (form instanceof Set<?> set) {
            Set<@Nullable Object> elements = new LinkedHashSet<>();
            for (Object element : set) {
                elements.add(plain(element, false, depth + 1));
            }
            return Collections.unmodifiableSet(elements);
        }
        if (form instanceof Collection<?> sequence) {
            List<@Nullable Object> elements = new ArrayList<>(sequence.size());
            for (Object element : sequence) {
                elements.add(plain(element, false, depth + 1));
            }
            return Collections.unmodifiableList(elements);
        }
        return form;
    }

    private static Object whole(BigInteger number) {
        return number.bitLength() < Long.SIZE ? (Object) number.longValue() : number;
    }
}
