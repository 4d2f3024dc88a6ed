package com.example.account;

/** An account that is never overdrawn. Thread-safe. */
public class Account {
    private long balance;

    public synchronized void deposit(long amount) {
        balance += amount;
    }

    /** Takes the amount, if there is as much. */
    public synchronized boolean withdraw(long amount) {
        if (balance < amount) {
            return false;
        }
        balance -= amount;
        return true;
    }

    public synchronized long balance() {
        return balance;
    }
}
