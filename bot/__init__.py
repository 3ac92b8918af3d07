"""Sehat Saathi: points people in Madhya Pradesh to the right telemedicine service."""
