"""Mutation tests of what decides: `make mutants`. 变异测试。"""
