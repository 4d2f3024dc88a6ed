package com.example.account;

import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.Step;

/**
 * What an account does when it is asked one thing at a time: {@code deposit n}, {@code withdraw n}, {@code balance}. Its state is
 * the balance.
 */
final class AccountModel implements Model<Long> {
    @Override
    public String name() {
        return "account";
    }

    @Override
    public Long initial() {
        return 0L;
    }

    @Override
    public Step<Long> step(Long balance, Operation operation) {
        if (operation.f().equals("balance")) {
            return balance.equals(operation.output())
                    ? Step.next(balance)
                    : Step.illegal(() -> "the balance is " + balance + ", not " + operation.output());
        }
        long amount = (Long) operation.input();
        if (operation.f().equals("deposit")) {
            return Step.next(balance + amount);
        }
        boolean refused = operation.outcome() == Outcome.FAIL;
        if (refused == balance < amount) {
            return Step.next(refused ? balance : balance - amount);
        }
        return Step.illegal(() -> refused
                ? "can't refuse to withdraw " + amount + " from " + balance
                : "can't withdraw " + amount + " from " + balance);
    }

    /** A balance changes nothing, and neither does what was refused. A wrong no would make verdicts wrong. */
    @Override
    public boolean mutates(Operation operation) {
        return !operation.f().equals("balance") && operation.outcome() != Outcome.FAIL;
    }

    /** A refusal says that there was too little: who drops it overlooks an account that refuses at will. */
    @Override
    public boolean isEvidence(Operation failed) {
        return failed.f().equals("withdraw");
    }

    @Override
    public boolean looksAtProcess() {
        return false;
    }
}
