//! Whole-hub tests: real HTTP servers on loopback, real databases, one binary.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test may fail by panicking and say what it skips, its support code too"
)]

mod api_admin;
mod api_changes;
mod api_conditional;
mod api_crawl;
mod api_http;
mod api_imports;
mod api_limits;
mod api_lines;
mod api_openapi;
mod api_operator;
mod api_oruk;
mod api_oruk_filters;
mod api_oruk_v1;
mod api_round_trip;
mod api_search;
mod api_suggest;
mod api_walks;
mod check;
mod cli_postcodes;
mod cli_streams;
mod connect_client;
mod connect_datapackage;
mod connect_datapackage_remote;
mod connect_file;
mod connect_oruk_v1;
mod connect_oruk_v3;
mod connect_oruk_v3_patience;
mod connect_waymark;
mod demo_config;
mod demo_data;
mod demo_docs;
mod demo_matches;
mod demo_run;
mod demo_sites;
mod derived_places;
mod export;
mod faults_memory;
mod faults_paging;
mod faults_records;
mod faults_transport;
mod gazetteer_files;
mod gazetteer_truth;
mod hubs_converge;
mod imports;
mod judged;
mod kill;
mod kill_matching;
mod matching;
mod merged_listings;
mod official_schemas;
mod official_schemas_v1;
mod refresh_absence;
mod refresh_brake;
mod refresh_changes;
mod refresh_datapackage;
mod refresh_records;
mod refresh_spared;
mod refresh_v1;
mod search_acceptance;
mod search_answers;
mod search_coverage;
mod search_cursor;
mod search_filters;
mod search_filters_naive;
mod search_follow;
mod search_lay;
mod search_places;
mod search_privacy;
mod sensitive;
mod sensitive_taken;
mod sheet_corpus;
mod sheet_files;
mod store_open;
mod store_pages;
mod store_publish;
mod store_rows;
mod support;
mod suspension_settling;
mod syncing_docs;
mod watch_judged;
mod watch_review;
mod watch_robust;
mod watch_scan;
mod watch_trail;
mod web_frame;
mod web_listing;
mod web_search;
mod webhooks;
mod webhooks_serve;
