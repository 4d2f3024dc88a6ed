package dev.minos.checker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.history.History;
import dev.minos.checker.history.HistoryReader;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.Models;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A history that could have come from an object on which nothing ever happened tests nothing; any other does. */
class VacuityTest {
    /** Operations are written {@code f input -> outcome answer}, one after the other, on one key where the model has keys. */
    private static CheckResult check(String model, String operations) {
        StringBuilder lines = new StringBuilder();
        int process = 0;
        for (String operation : operations.split(";", -1)) {
            String[] sides = operation.strip().split(" -> ", 2);
            String[] call = sides[0].split(" ", 2);
            String[] answer = sides[1].split(" ", 2);
            String key = model.endsWith("-kv") ? ",\"key\":\"k\"" : "";
            String head = "{\"process\":" + process++ + key + ",\"f\":\"" + call[0] + "\",\"type\":";
            lines.append(head)
                    .append("\"invoke\",\"value\":")
                    .append(call.length > 1 ? call[1] : "null")
                    .append("}\n");
            String detail = answer.length > 1 ? answer[1] : "null";
            lines.append(head)
                    .append('"')
                    .append(answer[0])
                    .append(answer[0].equals("ok") ? "\",\"value\":" : "\",\"error\":")
                    .append(detail)
                    .append("}\n");
        }
        Model<?> named = Objects.requireNonNull(Models.named(model), model);
        return new Checker(CheckOptions.defaults()).check(history(lines.toString()), named);
    }

    private static History history(String lines) {
        try {
            return HistoryReader.read(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)), "test");
        } catch (IOException e) {
            throw new AssertionError("memory can be read", e);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "register       | write 1 -> fail \"down\"; read -> info \"timeout\"",
                "register       | write 1 -> info \"timeout\"; read -> ok null",
                "register       | read -> ok null",
                "register       | write 1 -> info \"timeout\"; read -> ok {\"value\":null,\"version\":0}",
                "cas-register   | cas [1,2] -> fail \"no\"; write 1 -> info null",
                "versioned-kv   | get -> ok null; put {\"value\":\"a\",\"version\":0} -> info \"timeout\"",
                "versioned-kv   | put {\"value\":\"a\",\"version\":0} -> fail \"not-connected\"",
                "versioned-kv   | put {\"value\":\"a\",\"version\":3} -> fail \"key-not-found\"",
                "versioned-kv   | put {\"value\":\"a\",\"version\":3} -> fail \"refused\"",
                "append-kv      | append \"a\" -> info \"timeout\"; get -> ok \"\"",
                "set            | add 1 -> info \"timeout\"; read -> ok []",
                "mutex          | acquire -> fail \"held\"; release -> info \"timeout\"",
                "fifo-queue     | enqueue 1 -> info \"timeout\"; dequeue -> fail \"empty\"",
                "unordered-queue| enqueue 1 -> fail \"full\"",
                "multi-register | txn [[\"read\",\"x\",null]] -> ok [[\"read\",\"x\",null]]",
                "multi-register | txn [[\"write\",\"x\",1]] -> info \"timeout\"; txn [[\"read\",\"x\",null]] -> fail null",
            })
    void isVacuousWhereNothingMoreWasAnsweredThanThatThereIsNothing(String model, String operations) {
        CheckResult result = check(model, operations);

        assertThat(result.verdict()).isEqualTo(Verdict.LINEARIZABLE);
        assertThat(result.isVacuous()).isTrue();
        assertThat(result.vacuity()).containsAnyOf("was answered", "were answered");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "register       | write 1 -> ok 1; read -> info \"timeout\"",
                "register       | write 1 -> ok null",
                "register       | write 1 -> info \"timeout\"; read -> ok 1",
                "register       | write 0 -> info \"timeout\"; read -> ok 0",
                "register       | write false -> info \"timeout\"; read -> ok false",
                "cas-register   | write 1 -> ok 1; cas [1,2] -> info null",
                "versioned-kv   | put {\"value\":\"a\",\"version\":0} -> ok {\"value\":\"a\",\"version\":1}",
                "versioned-kv   | put {\"value\":\"a\",\"version\":0} -> info null; put {\"value\":\"b\",\"version\":0} -> fail \"key-exists\"",
                "versioned-kv   | put {\"value\":\"a\",\"version\":0} -> info null; put {\"value\":\"b\",\"version\":2} -> fail [\"version-mismatch\",1]",
                "versioned-kv   | put {\"value\":null,\"version\":0} -> info null; get -> ok {\"value\":null,\"version\":1}",
                "append-kv      | append \"a\" -> info \"timeout\"; get -> ok \"a\"",
                "set            | add 1 -> info \"timeout\"; read -> ok [1]",
                "mutex          | acquire -> ok null",
                "fifo-queue     | enqueue 1 -> info \"timeout\"; dequeue -> ok 1",
                "unordered-queue| enqueue 1 -> ok 1",
                "multi-register | txn [[\"write\",\"x\",1]] -> ok [[\"write\",\"x\",1]]",
                "multi-register | txn [[\"write\",\"x\",1]] -> info null; txn [[\"read\",\"x\",null]] -> ok [[\"read\",\"x\",1]]",
            })
    void isATestWhereAnAnswerSaysMore(String model, String operations) {
        CheckResult result = check(model, operations);

        assertThat(result.verdict()).isEqualTo(Verdict.LINEARIZABLE);
        assertThat(result.vacuity()).isNull();
    }

    @Test
    void saysWhetherNothingWasAnsweredAtAll() {
        assertThat(check("register", "write 1 -> fail \"down\"; read -> info null")
                        .vacuity())
                .isEqualTo("none of the 2 operations was answered");
        assertThat(check("register", "write 1 -> fail \"down\"; read -> ok null")
                        .vacuity())
                .isEqualTo("1 of the 2 operations were answered, and no answer says more than that there is nothing");
        assertThat(new Checker(CheckOptions.defaults())
                        .check(history(""), Objects.requireNonNull(Models.named("register")))
                        .vacuity())
                .isEqualTo("the history holds no operation");
    }

    @Test
    void countsWhatWasAnsweredWithOk() {
        CheckResult result = check("register", "write 1 -> ok 1; read -> fail null; read -> info null; read -> ok 1");

        assertThat(result.extent().answered()).isEqualTo(2);
    }

    /** An empty set cannot be read where one element is in it all the time: that is found, whatever else was not answered. */
    @Test
    void aViolationIsNeverVacuous() {
        CheckResult result = check("set", "add 1 -> ok 1; read -> ok []");

        assertThat(result.verdict()).isEqualTo(Verdict.NOT_LINEARIZABLE);
        assertThat(result.vacuity()).isNull();
    }
}
