package dev.aligner.service;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The application's entry. */
@SpringBootApplication
public class AlignerApplication {
    public static void main(String[] args) {
        SpringApplication.run(AlignerApplication.class, args);
    }
}
